"""The table of agencies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, false
from sqlalchemy.orm import Mapped, mapped_column

from civic.core.db.types import UTCDateTime
from civic.extensions import Model


class Agency(Model):
    """An organisational unit of the city that owns processes, datasets and services."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60))
    # What one of its people has made ready is published by another.
    needs_second_person: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_demo: Mapped[bool] = mapped_column(default=False)
    # Retired agencies keep what they own and answer for it; nothing new is made in their name.
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def agency_id(self) -> int:
        """An agency is its own: permissions over it are those held within it."""
        return self.id
