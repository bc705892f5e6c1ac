"""Doing a job, keeping its record, and what happens when it fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import structlog
from dbos import DBOS
from dbos import error as engine_error
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError, OperationalError

from civic.config import settings
from civic.core.db.transactions import apart
from civic.core.db.types import utcnow
from civic.core.jobs import engine
from civic.core.jobs.models import JobRecord
from civic.core.jobs.registry import UNTIL, Job, JobState, Lapsed, find_job
from civic.errors import CivicError
from civic.extensions import db

T = TypeVar("T")
BACKOFF, LONGEST_PAUSE_S = 3, 6 * 3600.0
AWAY_PAUSE_S, AWAY_PAUSES = 2, 1_800  # an hour
log = structlog.get_logger("civic.jobs")


@dataclass
class Durable:
    """A context whose steps are DBOS's: their results are kept, and a failed job may be tried again."""

    job_id: str
    may_retry: ClassVar[bool] = True

    def progress(self, percent: int, doing: str) -> None:
        note(self.job_id, percent=percent, doing=doing)

    def step(self, name: str, function: Callable[..., T], *arguments: Any) -> T:
        return DBOS.run_step({"name": name}, function, *arguments)


@dataclass
class Inline:
    """A context whose steps are plain calls; whoever waits is told at once when the job fails."""

    job_id: str
    watch: Callable[[int], None] | None = None
    may_retry: ClassVar[bool] = False

    def progress(self, percent: int, doing: str) -> None:
        note(self.job_id, percent=percent, doing=doing)
        if self.watch:
            self.watch(percent)

    def step(self, _name: str, function: Callable[..., T], *arguments: Any) -> T:
        return function(*arguments)


def perform(context: Durable | Inline) -> None:
    """Run the job's function once; what became of it stands on its record, the reason also in the log."""
    begun = insist(lambda: _begin(context.job_id))
    if begun is None:
        return
    job, arguments = begun
    try:
        job.function(context, **arguments)
    except CivicError as error:
        message = error.message[:500]
        db.session.rollback()
        insist(lambda: _end(context.job_id, JobState.FAILED, message, forget=UNTIL in arguments))
    except Lapsed:
        db.session.rollback()
        insist(lambda: _end(context.job_id, JobState.FAILED, Lapsed.__name__, forget=True))
    except engine_error.DBOSException:
        raise  # the engine's own affair: another worker has the job
    except Exception as error:
        # The text may quote what the job was given, so the record names the error's kind only.
        kind = type(error).__name__
        log.exception("job_failed", job=job.name, job_id=context.job_id)
        db.session.rollback()
        insist(lambda: _retry_or_fail(context, job, kind))
    else:
        insist(lambda: _end(context.job_id, JobState.DONE, ""))


def pause_s(first_s: float, failures: int) -> float:
    """How long to wait after so many failures: 10 s, 30 s, 90 s … 6 h (with CIVIC_JOB_RETRY_S = 10)."""
    return min(first_s * float(BACKOFF ** (failures - 1)), LONGEST_PAUSE_S)


def note(job_id: str, **values: Any) -> None:
    """Write to a job's record in a transaction of its own, so that it is seen at once."""

    def write() -> None:
        with apart() as session:
            session.execute(update(JobRecord).where(JobRecord.id == job_id).values(**values))

    insist(write)


def insist(work: Callable[[], T]) -> T:
    """Do what must not be lost although the database is away for a while (restarted, full, locked)."""
    for _ in range(AWAY_PAUSES):
        try:
            return work()
        except DBAPIError as error:
            if not (error.connection_invalidated or isinstance(error, OperationalError)):
                raise
            log.warning("database_away", error=type(error.orig).__name__)
            time.sleep(AWAY_PAUSE_S)
    return work()


def _begin(job_id: str) -> tuple[Job, dict[str, Any]] | None:
    """The job to do; None when it was done before the worker could say so, or nobody knows it any more."""
    with apart() as session:
        record = session.get(JobRecord, job_id)
        if record is None or record.state == JobState.DONE:
            return None
        try:
            job = find_job(record.name)
        except KeyError:  # its module is gone
            record.state, record.error, record.finished_at = JobState.FAILED, "KeyError", utcnow()
            return None
        record.state, record.started_at = JobState.RUNNING, utcnow()
        return job, dict(record.arguments)


def _end(job_id: str, state: JobState, error: str, *, forget: bool = False) -> None:
    values: dict[str, Any] = {"state": state.value, "error": error, "finished_at": utcnow()}
    if state is JobState.DONE:
        values["percent"] = 100
    if state is JobState.DONE or forget:
        values["arguments"] = {}
    with apart() as session:
        session.execute(update(JobRecord).where(JobRecord.id == job_id).values(**values))


def _retry_or_fail(context: Durable | Inline, job: Job, kind: str) -> None:
    with apart() as session:
        record = session.get_one(JobRecord, context.job_id, with_for_update=True)
        record.failures += 1
        record.error = kind
        if not context.may_retry or record.failures > job.retries:
            record.state, record.finished_at = JobState.FAILED, utcnow()
            if UNTIL in record.arguments:
                record.arguments = {}
            return
        record.state, record.run = JobState.QUEUED, record.run + 1
        config = settings()
        delay_s = pause_s(config.job_retry_s, record.failures)
        session.flush()
        engine.put(session.connection(), config.database, record.id, record.run, job.queue, delay_s)
