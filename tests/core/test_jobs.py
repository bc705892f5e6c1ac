"""Jobs with real worker processes: enqueued with the request, surviving kill -9, never done twice."""

from __future__ import annotations

import signal
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from civic.config import Config
from civic.core import jobs
from civic.core.db.transactions import transaction
from civic.core.jobs.models import JobRecord, WorkerBeat
from civic.core.jobs.worker import beat
from civic.core.mail import send
from civic.core.mail.transports import outbox
from civic.extensions import db
from civic.modules import Module
from tests.conftest import Start, make_app
from tests.helpers import joined, wait_until

MODULE = """
import os, time
from pathlib import Path
from civic.core.jobs import Queue, job
from civic.modules import Module

LOG = Path(os.environ["JOB_LOG"])


def note(text):
    with LOG.open("a") as file:
        file.write(text + "\\n")


def part(name, seconds):
    note(f"begin {name}")
    time.sleep(seconds)
    note(f"end {name}")
    return name


@job("test.stepped")
def stepped(context, label, seconds):
    for number in range(4):
        context.step(f"part {number}", part, f"{label} {number}", seconds)
        context.progress(25 * (number + 1), "working")
    note(f"done {label}")


@job("test.quick")
def quick(context, number):
    note(f"quick {number}")


@job("test.heavy", queue=Queue.HEAVY)
def heavy(context, number):
    note(f"begin heavy {number}")
    while not LOG.with_name("enough").exists():
        time.sleep(0.05)


module = Module("testjobs", jobs=(stepped, quick, heavy))
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with jobs, installed beside Civic for this process and its workers; what the jobs write."""
    site = tmp_path / "site"
    metadata = site / "testjobs-1.0.dist-info"
    metadata.mkdir(parents=True)
    (site / "testjobs.py").write_text(MODULE)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: testjobs\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[civic.modules]\ntestjobs = testjobs:module\n")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("JOB_LOG", str(tmp_path / "jobs.log"))
    (tmp_path / "jobs.log").touch()
    yield tmp_path / "jobs.log"
    sys.modules.pop("testjobs", None)


@pytest.fixture
def portal(log: Path, config: Config) -> Iterator[Flask]:
    app = make_app(config)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def ask(name: str, **arguments: object) -> str:
    with transaction():
        return jobs.enqueue(db.session.connection(), name, arguments)


def state(job_id: str) -> str:
    db.session.rollback()
    found = jobs.progress(job_id)
    assert found is not None
    return found.state.value


def test_a_request_that_rolls_back_leaves_no_job(portal: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        job_id = jobs.enqueue(db.session.connection(), "test.quick", {"number": 1})
        raise RuntimeError
    assert jobs.progress(job_id) is None
    table = "dbos.workflow_status" if db.engine.dialect.name == "postgresql" else "workflow_status"
    assert db.session.scalar(db.text(f"SELECT count(*) FROM {table}")) == 0


def test_an_unknown_job_is_refused_where_it_is_asked_for(portal: Flask) -> None:
    with pytest.raises(KeyError), transaction():
        jobs.enqueue(db.session.connection(), "no.such", {})


def test_progress_is_seen_from_another_process_and_sigterm_stops_the_worker(
    portal: Flask, log: Path, start: Start
) -> None:
    job_id = ask("test.stepped", label="a", seconds=0.2)
    worker = start()
    wait_until(lambda: state(job_id) == "running")
    wait_until(lambda: state(job_id) == "done")
    seen = jobs.progress(job_id)
    assert seen is not None
    assert (seen.state, seen.percent, seen.doing, seen.error) == (jobs.JobState.DONE, 100, "working", "")
    assert seen.started_at is not None
    worker.terminate()
    assert worker.wait(10) == 0


def test_a_killed_worker_goes_on_after_its_restart_and_finishes_once(portal: Flask, log: Path, start: Start) -> None:
    job_id = ask("test.stepped", label="a", seconds=0.7)
    worker = start()
    wait_until(lambda: "begin a 1" in log.read_text())
    worker.kill()
    worker.wait()
    start()
    wait_until(lambda: log.read_text().count("begin a 1") == 2, what="the cut step runs again")
    wait_until(lambda: state(job_id) == "done")
    text = log.read_text()
    assert text.count("begin a 0") == 1, "a finished step is not done again"
    assert text.count("done a") == 1


def test_a_code_overtakes_analyses_that_take_long(portal: Flask, log: Path, start: Start, config: Config) -> None:
    analyses = [ask("test.heavy", number=number) for number in range(3)]
    start()
    wait_until(lambda: "begin heavy" in log.read_text())
    with transaction():
        code = send("siti@contoh.example", "Kode", "Kode Anda 123456")
    wait_until(lambda: state(code) == "done", what="the code is sent")
    assert [message.to for message in outbox(config)] == ["siti@contoh.example"]
    assert "done" not in [state(job_id) for job_id in analyses]
    assert log.read_text().count("begin heavy") == 1, "one analysis at a time"
    log.with_name("enough").touch()
    wait_until(lambda: {state(job_id) for job_id in analyses} == {"done"})


def test_two_workers_share_300_jobs_none_lost_none_twice(portal: Flask, log: Path, start: Start) -> None:
    with transaction():
        for number in range(300):
            jobs.enqueue(db.session.connection(), "test.quick", {"number": number})
    start(0, CIVIC_JOB_POLL_S="0.02")
    start(1, CIVIC_JOB_POLL_S="0.02")

    def left() -> int:
        db.session.rollback()
        return db.session.query(JobRecord).filter(JobRecord.state != "done").count()

    wait_until(lambda: left() == 0)
    assert sorted(log.read_text().split("\n")[:-1]) == sorted(f"quick {n}" for n in range(300))


def only_on_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def test_another_worker_takes_over_from_a_dead_one(portal: Flask, log: Path, start: Start) -> None:
    """On PostgreSQL; on SQLite the supervisor brings the dead one back, as tested above."""
    job_id = ask("test.stepped", label="a", seconds=1.2)  # so long that the other is up before it is done
    first = start(0)
    wait_until(lambda: "begin a 1" in log.read_text())
    second_slot = 1 if only_on_postgresql() else 0
    if second_slot == 1:
        start(1)
        wait_until(lambda: _beats() == 2)
    first.kill()
    first.wait()
    if second_slot == 0:
        start(0)
    wait_until(lambda: state(job_id) == "done")
    assert log.read_text().count("begin a 0") == 1
    assert log.read_text().count("done a") == 1


def test_a_slow_but_living_worker_is_fenced_so_that_the_job_ends_once(portal: Flask, log: Path, start: Start) -> None:
    """It stands still for longer than `worker_dead_s`, another takes over, then it wakes up."""
    if not only_on_postgresql():
        pytest.skip("on SQLite no worker takes over from another, so there is nothing to fence")
    job_id = ask("test.stepped", label="a", seconds=0.5)
    first = start(0)
    wait_until(lambda: "begin a 1" in log.read_text())
    first.send_signal(signal.SIGSTOP)
    start(1)
    wait_until(lambda: log.read_text().count("begin a 1") == 2, 20, "the second worker takes over")
    first.send_signal(signal.SIGCONT)
    wait_until(lambda: state(job_id) == "done")
    wait_until(lambda: first.poll() is None and state(job_id) == "done")
    text = log.read_text()
    assert text.count("begin a 0") == 1
    assert text.count("begin a 3") == 1, "the fenced worker goes no further than the step it was in"
    assert text.count("done a") == 1


def test_a_failing_job_says_so(portal: Flask) -> None:
    from civic.errors import Invalid

    @jobs.job("test.fails")
    def fails(context: jobs.JobContext) -> None:
        raise Invalid("x", "The file has no rows.")

    with joined(portal, Module("test", jobs=(fails,))):
        result = jobs.run_here("test.fails", {})
    assert (result.state, result.error) == (jobs.JobState.FAILED, "The file has no rows.")


def _beats() -> int:
    from civic.core.jobs.models import WorkerBeat

    db.session.rollback()
    return db.session.query(WorkerBeat).count()


def test_a_sign_of_life_takes_the_write_lock_before_it_reads(app: Flask, config: Config) -> None:
    """One that reads first fails as "database is locked" when somebody writes in between."""
    others: list[str] = []

    def meanwhile(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT") and "worker_beat" in statement and config.is_sqlite:
            try:
                sqlite3.connect(config.database.removeprefix("sqlite:///"), timeout=0).execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                others.append(str(error))

    event.listen(db.engine, "after_cursor_execute", meanwhile)
    beat("vm-0")
    assert others == (["database is locked"] if config.is_sqlite else [])
    assert db.session.scalars(select(WorkerBeat.executor_id)).all() == ["vm-0"]
