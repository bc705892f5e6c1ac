"""Jobs that fail, jobs of the clock, and what is left of a job when it is done."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from civic.core import jobs
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.jobs import schedules
from civic.core.jobs.models import JobClock, JobRecord
from civic.core.jobs.running import Durable, pause_s, perform
from civic.core.jobs.worker import AT_ONCE
from civic.errors import Conflict
from civic.extensions import db
from civic.modules import Module, Schedule, registry
from tests.helpers import joined

SECRET = "123456"


class Trouble:
    """A job that fails as often as it is told."""

    def __init__(self) -> None:
        self.left, self.error, self.done = 0, OSError("no route to 123456"), 0

    def __call__(self, _context: jobs.JobContext, code: str, not_after: str = "") -> None:
        if self.left:
            self.left -= 1
            raise self.error
        self.done += 1


@pytest.fixture
def trouble(app: Flask) -> Iterator[Trouble]:
    trouble = Trouble()
    job = jobs.job("test.trouble", queue=jobs.Queue.QUICK, retries=2)(trouble)
    with joined(app, Module("test", jobs=(job,))):
        yield trouble


def ask() -> str:
    with transaction():
        return jobs.enqueue(db.session.connection(), "test.trouble", {"code": SECRET})


def record(job_id: str) -> JobRecord:
    db.session.rollback()
    return db.session.get_one(JobRecord, job_id)


def waiting(app: Flask) -> list[tuple[str, str]]:
    """(number of the run, queue) of what the engine holds."""
    table = "workflow_status" if db.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    return [tuple(row) for row in db.session.execute(text(f"SELECT workflow_uuid, queue_name FROM {table}"))]


def test_a_job_that_failed_is_tried_again_until_it_works(app: Flask, trouble: Trouble) -> None:
    trouble.left = 2
    job_id = ask()
    for failures in (1, 2):
        perform(Durable(job_id))
        assert (record(job_id).state, record(job_id).failures) == ("queued", failures)
    perform(Durable(job_id))
    assert (record(job_id).state, trouble.done) == ("done", 1)
    assert sorted(waiting(app)) == [(f"{job_id}-{run}", "quick") for run in range(3)]


def test_a_job_that_keeps_failing_is_kept_with_what_it_was_to_do(trouble: Trouble) -> None:
    trouble.left = 9
    job_id = ask()
    for _ in range(3):
        perform(Durable(job_id))
    kept = record(job_id)
    assert (kept.state, kept.error, kept.arguments) == ("failed", "OSError", {"code": SECRET})
    assert kept.finished_at is not None


@pytest.mark.parametrize("error", [OSError("away"), Conflict("Sudah ada.")], ids=["tried again", "refused"])
def test_a_code_whose_message_never_went_is_not_kept(trouble: Trouble, error: Exception) -> None:
    trouble.left, trouble.error = 9, error
    until = (utcnow() + timedelta(minutes=15)).isoformat()
    with transaction():
        job_id = jobs.enqueue(db.session.connection(), "test.trouble", {"code": SECRET, "not_after": until})
    while record(job_id).state == "queued":
        perform(Durable(job_id))
    assert (record(job_id).state, record(job_id).arguments) == ("failed", {})


def test_what_a_lapsed_job_was_given_goes_by_the_clock_too(app: Flask, trouble: Trouble) -> None:
    """A worker that was away for days, or a failure kept by an older version."""
    past, future = ((utcnow() + timedelta(minutes=minutes)).isoformat() for minutes in (-1, 1))
    with transaction():
        connection = db.session.connection()
        lapsed, good, other = (
            jobs.enqueue(connection, "test.trouble", {"code": SECRET} | until)
            for until in ({"not_after": past}, {"not_after": future}, {})
        )
    jobs.run_here("jobs.forget", {})
    assert record(lapsed).arguments == {}
    assert [record(one).arguments["code"] for one in (good, other)] == [SECRET] * 2


def test_what_the_portal_itself_refuses_is_final(trouble: Trouble) -> None:
    trouble.left, trouble.error = 1, Conflict("Sudah ada.")
    job_id = ask()
    perform(Durable(job_id))
    assert (record(job_id).state, record(job_id).error) == ("failed", "Sudah ada.")


def test_nothing_of_a_code_is_left_when_it_was_sent(app: Flask, trouble: Trouble) -> None:
    job_id = ask()
    perform(Durable(job_id))
    assert record(job_id).arguments == {}
    table = "workflow_status" if db.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    rows = db.session.execute(text(f"SELECT * FROM {table}")).all()
    assert rows
    assert SECRET not in json.dumps([list(map(str, row)) for row in rows])


def test_a_job_done_once_is_not_done_again(trouble: Trouble) -> None:
    job_id = ask()
    perform(Durable(job_id))
    perform(Durable(job_id))
    assert trouble.done == 1


def test_pauses_grow_and_end_at_six_hours() -> None:
    assert [pause_s(10, failures) for failures in (1, 2, 3)] == [10, 30, 90]
    assert pause_s(10, 50) == 6 * 3600


def test_a_job_that_no_module_lists_is_found_by_nobody(app: Flask, trouble: Trouble) -> None:
    jobs.job("test.unlisted")(trouble)
    with pytest.raises(KeyError):
        jobs.enqueue(db.session.connection(), "test.unlisted", {})
    assert schedules._ask(Schedule("test.trouble", timedelta(days=1)))
    assert {schedule.job for schedule in registry().schedules} <= registry().jobs.keys()


def test_a_job_whose_module_is_gone_fails_and_says_so(app: Flask, trouble: Trouble, monkeypatch: Any) -> None:
    job_id = ask()
    monkeypatch.setitem(vars(registry()), "jobs", {})
    perform(Durable(job_id))
    assert (record(job_id).state, record(job_id).error) == ("failed", "KeyError")


def test_every_job_of_the_portal_is_listed(app: Flask) -> None:
    made = {
        value.name
        for name, source in list(sys.modules.items())
        if name.startswith("civic.")
        for value in vars(source).values()
        if isinstance(value, jobs.Job)
    }
    assert made == registry().jobs.keys()
    assert len(made) > 7


def test_codes_wait_behind_no_analysis(app: Flask) -> None:
    assert jobs.registry.find_job("mail.send").queue is jobs.Queue.QUICK
    assert jobs.registry.find_job("insights.analyse").queue is jobs.Queue.HEAVY
    assert set(AT_ONCE) == set(jobs.Queue)


def test_the_clock_asks_once_however_many_workers_look(app: Flask, trouble: Trouble) -> None:
    registry()
    daily = Schedule("test.trouble", timedelta(days=1), {"code": "-"})

    def look(_worker: int) -> bool:
        with app.app_context():
            return schedules._ask(daily)

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(look, range(8))) == 1
    assert db.session.query(JobRecord).filter_by(name="test.trouble").count() == 1
    with transaction():
        db.session.query(JobClock).update({"next_at": utcnow()})
    assert look(0)
    assert not look(0)
