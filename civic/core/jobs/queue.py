"""Asking for a job and looking at it; doing one here and now."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import aliased

from civic.config import settings
from civic.core.db.transactions import transaction
from civic.core.jobs import engine
from civic.core.jobs.models import JobRecord
from civic.core.jobs.registry import JobState, Progress, find_job
from civic.core.jobs.running import Inline, perform
from civic.extensions import db


def enqueue(connection: Connection, name: str, arguments: dict[str, Any]) -> str:
    """Ask for a job within the caller's transaction and return its id; rolled back, it never was.

    Args:
        connection: usually `db.session.connection()`.
        arguments: what JSON can carry.
    """
    queue = find_job(name).queue  # an unknown name is the caller's mistake, not the worker's
    job_id = _add(connection, name, arguments)
    engine.put(connection, settings().database, job_id, 0, queue)
    return job_id


def progress(job_id: str) -> Progress | None:
    """How far a job is; None when there is no such job. One read by primary key."""
    columns = (JobRecord.state, JobRecord.percent, JobRecord.doing, JobRecord.error, JobRecord.started_at)
    row = db.session.execute(select(*columns).where(JobRecord.id == job_id)).one_or_none()
    return Progress(JobState(row.state), row.percent, row.doing, row.error, row.started_at) if row else None


def ahead_of(job_id: str) -> int:
    """How many jobs of its kind were asked for before a job and are not over. Uses ix_job_state_created_at."""
    mine = aliased(JobRecord)
    query = select(func.count()).select_from(JobRecord).join(mine, mine.name == JobRecord.name)
    waiting = JobRecord.state.in_([JobState.QUEUED.value, JobState.RUNNING.value])
    return db.session.scalar(query.where(mine.id == job_id, waiting, JobRecord.created_at < mine.created_at)) or 0


def run_here(name: str, arguments: dict[str, Any], watch: Callable[[int], None] | None = None) -> Progress:
    """Do a job once in this process, without queue or worker: for commands that wait, and for tests."""
    with transaction():
        job_id = _add(db.session.connection(), name, arguments)
    perform(Inline(job_id, watch))
    db.session.rollback()  # what was read before the job ended is old news
    result = progress(job_id)
    assert result is not None
    return result


def _add(connection: Connection, name: str, arguments: dict[str, Any]) -> str:
    job_id = str(uuid.uuid4())
    connection.execute(insert(JobRecord).values(id=job_id, name=name, arguments=arguments, state=JobState.QUEUED.value))
    return job_id
