"""What people see of a job, the clock of the schedules, and the workers' signs of life.

The queue itself is DBOS's own tables.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model


class JobRecord(Model):
    """One job: stored with the request that asked for it, kept up to date by the worker.

    `arguments` may hold an address or a code; they go when the job is done or has lapsed.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        Index("ix_job_state_created_at", "state", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    percent: Mapped[int] = mapped_column(default=0)
    doing: Mapped[str] = mapped_column(String(80), default="")
    error: Mapped[str] = mapped_column(String(500), default="")
    run: Mapped[int] = mapped_column(default=0)  # how often it was put into the queue again
    failures: Mapped[int] = mapped_column(default=0)  # in a row, since it was asked for or retried by hand
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # the last time that a worker took it up
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class JobClock(Model):
    """When a schedule is due next. Whoever moves the hand asks for the job: nobody else does."""

    __tablename__ = "job_clock"

    schedule: Mapped[str] = mapped_column(String(200), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)


class WorkerBeat(Model):
    """When a worker was last seen alive."""

    __tablename__ = "worker_beat"

    executor_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
