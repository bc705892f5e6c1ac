"""The table of settings: one row a change, the newest of a name is its value."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.accounts.models import Account
from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model


class SettingChange(Model):
    """Who set what, when, from what. `value` is None when the setting went back to its default."""

    __tablename__ = "setting_change"
    __table_args__ = (Index("ix_setting_change_name", "name", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    previous: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    actor: Mapped[Account | None] = relationship()
