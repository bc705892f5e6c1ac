"""What people see of a job, and the workers' signs of life. The queue itself is DBOS's own tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model


class JobRecord(Model):
    """One job: stored with the request that asked for it, kept up to date by the worker."""

    __tablename__ = "job"
    __table_args__ = (CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="queued", index=True)
    percent: Mapped[int] = mapped_column(default=0)
    doing: Mapped[str] = mapped_column(String(80), default="")
    error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class WorkerBeat(Model):
    """When a worker was last seen alive."""

    __tablename__ = "worker_beat"

    executor_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
