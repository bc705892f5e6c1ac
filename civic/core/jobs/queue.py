"""Asking for a job and looking at it; doing one here and now."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, insert, select, update

from civic.config import settings
from civic.core.db.transactions import apart, transaction
from civic.core.db.types import utcnow
from civic.core.jobs import engine
from civic.core.jobs.models import JobRecord
from civic.core.jobs.registry import JobContext, JobState, Progress, find_job
from civic.errors import CivicError
from civic.extensions import db

T = TypeVar("T")
log = structlog.get_logger("civic.jobs")


def enqueue(connection: Connection, name: str, arguments: dict[str, Any]) -> str:
    """Ask for a job within the caller's transaction and return its id; rolled back, it never was.

    Args:
        connection: usually `db.session.connection()`.
        arguments: what JSON can carry.
    """
    find_job(name)  # an unknown name is the caller's mistake, not the worker's
    job_id = _add(connection, name, arguments)
    engine.put(connection, settings().database, job_id, name, arguments)
    return job_id


def progress(job_id: str) -> Progress | None:
    """How far a job is; None when there is no such job. One read by primary key."""
    columns = (JobRecord.state, JobRecord.percent, JobRecord.doing, JobRecord.error)
    row = db.session.execute(select(*columns).where(JobRecord.id == job_id)).one_or_none()
    return Progress(JobState(row.state), row.percent, row.doing, row.error) if row else None


def run_here(name: str, arguments: dict[str, Any], watch: Callable[[int], None] | None = None) -> Progress:
    """Do a job in this process, without queue or worker: for commands that wait, and for tests."""
    with transaction():
        job_id = _add(db.session.connection(), name, arguments)
    perform(_Inline(job_id, watch), name, arguments)
    db.session.rollback()  # what was read before the job ended is old news
    result = progress(job_id)
    assert result is not None
    return result


def perform(context: JobContext, name: str, arguments: dict[str, Any]) -> None:
    """Run the job's function and keep its record; its failure is told on the record and in the log."""
    note(context.job_id, state=JobState.RUNNING.value)
    try:
        find_job(name).function(context, **arguments)
    except CivicError as error:
        db.session.rollback()
        note(context.job_id, state=JobState.FAILED.value, error=error.message[:500], finished_at=utcnow())
    except Exception:
        db.session.rollback()
        log.exception("job_failed", job=name, job_id=context.job_id)
        note(context.job_id, state=JobState.FAILED.value, error="", finished_at=utcnow())
    else:
        note(context.job_id, state=JobState.DONE.value, percent=100, finished_at=utcnow())


def note(job_id: str, **values: Any) -> None:
    """Write to a job's record in a transaction of its own, so that it is seen at once."""
    with apart() as session:
        session.execute(update(JobRecord).where(JobRecord.id == job_id).values(**values))


@dataclass
class _Inline:
    """A context whose steps are plain calls."""

    job_id: str
    watch: Callable[[int], None] | None = None

    def progress(self, percent: int, doing: str) -> None:
        note(self.job_id, percent=percent, doing=doing)
        if self.watch:
            self.watch(percent)

    def step(self, _name: str, function: Callable[..., T], *arguments: Any) -> T:
        return function(*arguments)


def _add(connection: Connection, name: str, arguments: dict[str, Any]) -> str:
    job_id = str(uuid.uuid4())
    connection.execute(insert(JobRecord).values(id=job_id, name=name, arguments=arguments, state=JobState.QUEUED.value))
    return job_id
