"""The table of audit events; the database itself refuses to change or delete a row (see its migration)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model


class AuditEvent(Model):
    """Who did what to which thing, when. Ids are kept without foreign keys: events outlive their things."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_thing", "thing_type", "thing_id", "id"),
        Index("ix_audit_event_actor", "actor_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60))
    thing_type: Mapped[str] = mapped_column(String(40), default="")
    thing_id: Mapped[str] = mapped_column(String(60), default="")
    request_id: Mapped[str] = mapped_column(String(40), default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
