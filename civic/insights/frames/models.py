"""Themes that are kept for the next consultation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.agencies.models import Agency
from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model


class CodeFrame(Model):
    """A code frame of an agency.

    `themes`: [{name, description, items}], in the order in which they are shown; `items` are the numbers of examples in
    the source of that kind. Of what residents said no copy is kept: what is withdrawn is no example any more.
    """

    __tablename__ = "code_frame"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    source_kind: Mapped[str] = mapped_column(String(40), default="")
    themes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, onupdate=utcnow)

    agency: Mapped[Agency] = relationship()
