"""The worker process: takes jobs from the queue, gives signs of life, takes over from the dead.

DBOS itself resumes only what its own executor left behind. On PostgreSQL, where several machines may
share the queue, a loop under an advisory lock therefore re-enqueues the work of executors that have
given no sign of life. Should such a one be slow rather than dead, DBOS fences it: each claim writes a
token into the workflow's row, and whoever no longer holds it cannot store another step or a result.
"""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from dbos import DBOS
from flask import Flask
from sqlalchemy import delete, select, text
from sqlalchemy.exc import SQLAlchemyError

from civic.config import Config
from civic.core.db.transactions import apart
from civic.core.db.types import utcnow
from civic.core.jobs.engine import WORKFLOW, client, engine_config
from civic.core.jobs.models import WorkerBeat
from civic.core.jobs.registry import Queue
from civic.core.jobs.running import Durable, perform
from civic.core.jobs.schedules import ask_for_due
from civic.extensions import db

TAKEOVER_LOCK = 0x6369766963  # "civic"
FORGET_AFTER = timedelta(days=1)
# How many jobs of a queue one worker does at once. A code never waits behind an analysis.
AT_ONCE = {Queue.QUICK: 4, Queue.NORMAL: 2, Queue.HEAVY: 1}
log = structlog.get_logger("civic.jobs")


def executor_name(config: Config, slot: int) -> str:
    """Name of a worker: unique among those that live, the same after a restart."""
    return f"{config.executor or socket.gethostname()}-{slot}"


def run_worker(app_factory: Callable[[], Flask], slot: int) -> None:
    """Work until SIGTERM or SIGINT."""
    app = app_factory()
    config: Config = app.config["CIVIC"]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    _declare(app)
    DBOS(config=engine_config(config.database, executor_name(config, slot)))
    DBOS.launch()
    for queue, at_once in AT_ONCE.items():
        DBOS.register_queue(queue, worker_concurrency=at_once, polling_interval_sec=config.job_poll_s)
    threading.Thread(target=_keep_beating, args=(app, slot, stop), daemon=True).start()
    log.info("worker_ready", executor=executor_name(config, slot))
    stop.wait()
    # A job in the middle is left PENDING and goes on at its step when this worker is back.
    DBOS.destroy(workflow_completion_timeout_sec=0)


def _declare(app: Flask) -> None:
    @DBOS.workflow(name=WORKFLOW)
    def run_job(job_id: str, *_earlier: Any) -> None:
        with app.app_context():
            perform(Durable(job_id))


def _keep_beating(app: Flask, slot: int, stop: threading.Event) -> None:
    config: Config = app.config["CIVIC"]
    name = executor_name(config, slot)
    while not stop.is_set():
        try:
            with app.app_context():
                beat(name)
                ask_for_due()
                if not config.is_sqlite:
                    take_over(config, name)
        except SQLAlchemyError as error:  # the database is away: the next beat may find it again
            log.warning("beat_failed", error=type(error).__name__)
        stop.wait(config.worker_beat_s)


def beat(name: str) -> None:
    """Give a sign of life, and forget executors that are long gone."""
    with apart() as session:
        session.merge(WorkerBeat(executor_id=name, seen_at=utcnow()))
        session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < utcnow() - FORGET_AFTER))


def take_over(config: Config, name: str) -> int:
    """Re-enqueue the unfinished work of executors without a sign of life; returns how many jobs."""
    moved = 0
    with db.engine.connect() as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": TAKEOVER_LOCK}):
            return 0
        try:
            silent = utcnow() - timedelta(seconds=config.worker_dead_s)
            dead = connection.scalars(select(WorkerBeat.executor_id).where(WorkerBeat.seen_at < silent)).all()
            for executor in dead:
                for workflow in client(config.database).list_workflows(status="PENDING", executor_id=executor):
                    client(config.database).resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)
                    log.warning("job_taken_over", job_id=workflow.workflow_id, dead=executor, by=name)
                    moved += 1
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": TAKEOVER_LOCK})
            connection.commit()
    return moved
