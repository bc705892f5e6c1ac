"""Reading what the background jobs came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from civic.core.accounts.contacts import masked
from civic.core.db.pagination import Page, keyset
from civic.core.jobs import JobState
from civic.core.jobs.models import JobRecord, WorkerBeat
from civic.extensions import db


@dataclass(frozen=True)
class Work:
    """How much waits, is done and failed, and when a worker last showed a sign of life."""

    queued: int
    running: int
    failed: int
    seen_at: datetime | None


def work() -> Work:
    """Counts by ix_job_state; what is done is not counted, for it grows for ever."""
    counted = dict.fromkeys((JobState.QUEUED, JobState.RUNNING, JobState.FAILED), 0)
    for state in counted:
        counted[state] = db.session.scalar(select(func.count()).where(JobRecord.state == state.value)) or 0
    seen_at = db.session.scalar(select(func.max(WorkerBeat.seen_at)))
    return Work(counted[JobState.QUEUED], counted[JobState.RUNNING], counted[JobState.FAILED], seen_at)


def failed_jobs(cursor: str | None, limit: int = 50) -> Page[JobRecord]:
    """Jobs that failed for good, newest first."""
    query = select(JobRecord).where(JobRecord.state == JobState.FAILED.value)
    return keyset(query, (JobRecord.created_at, JobRecord.id), cursor, limit, descending=True)


def recipient(job: JobRecord) -> str:
    """To whom a message was to go, enough of it for its owner; never what it said."""
    to = job.arguments.get("to") if job.arguments else None
    return masked(to) if isinstance(to, str) else ""
