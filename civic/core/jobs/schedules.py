"""Jobs asked for by the clock, once however many workers look at it."""

from __future__ import annotations

import json
from datetime import timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from civic.config import settings
from civic.core.db.transactions import apart
from civic.core.db.types import utcnow
from civic.core.jobs import engine
from civic.core.jobs.models import JobClock, JobRecord
from civic.core.jobs.queue import enqueue
from civic.core.jobs.registry import UNTIL, JobContext, JobState, job
from civic.extensions import db
from civic.modules import Schedule, registry

log = structlog.get_logger("civic.jobs")
KEEP_DONE, KEEP_FAILED, KEEP_RUNS = timedelta(days=30), timedelta(days=90), timedelta(days=7)


def ask_for_due() -> int:
    """Ask for the jobs whose time has come; returns how many. A schedule that is new is due at once."""
    now = utcnow()
    clock = {row.schedule: row.next_at for row in db.session.execute(select(JobClock.schedule, JobClock.next_at))}
    due = [s for s in registry().schedules if clock.get(_name(s), now) <= now]
    asked = 0
    for schedule in due:
        try:
            asked += _ask(schedule)
        except KeyError:
            log.error("schedule_of_an_unknown_job", job=schedule.job)
    return asked


def _ask(schedule: Schedule) -> bool:
    """Move the hand and enqueue, both or neither; False when another worker was quicker."""
    with apart() as session:
        now = utcnow()
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(dialect.insert(JobClock).values(schedule=_name(schedule), next_at=now).on_conflict_do_nothing())
        moved = (
            update(JobClock)
            .where(JobClock.schedule == _name(schedule), JobClock.next_at <= now)
            .values(next_at=now + schedule.every)
            .returning(JobClock.schedule)
        )
        if session.scalar(moved) is None:
            return False
        enqueue(session.connection(), schedule.job, dict(schedule.arguments))
        return True


def _name(schedule: Schedule) -> str:
    arguments = json.dumps(dict(schedule.arguments), sort_keys=True) if schedule.arguments else ""
    return f"{schedule.job} {arguments}".strip()[:200]


@job("jobs.forget")
def forget_job(_context: JobContext) -> None:
    """Let go of jobs that ended long ago, theirs and the engine's rows, and of what lapsed jobs were given."""
    now = utcnow()
    with apart() as session:
        lapsed = JobRecord.arguments[UNTIL].as_string() < now.isoformat()
        session.execute(update(JobRecord).where(lapsed).values(arguments={}))
        for state, keep in ((JobState.DONE, KEEP_DONE), (JobState.FAILED, KEEP_FAILED)):
            session.query(JobRecord).filter(JobRecord.state == state, JobRecord.finished_at < now - keep).delete()
    engine.forget(settings().database, now - KEEP_RUNS)
