"""How the database is opened: SQLite in WAL with one writer at a time, PostgreSQL as it comes.

A transaction that reads first and writes later fails at once in WAL when another one wrote in
between; `busy_timeout` does not help. So whatever writes takes the write lock when it begins, and only
that: a request that still reads a slow upload, or hashes a password, holds up nobody.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, ExceptionContext, event
from sqlalchemy.pool import ConnectionPoolEntry

from civic.config import Config
from civic.core.db import versions
from civic.extensions import db

BUSY_TIMEOUT_MS = 10_000
_writing: ContextVar[bool] = ContextVar("civic_writing", default=False)
_turn = threading.Lock()


def engine_options(config: Config) -> dict[str, Any]:
    """Options for SQLAlchemy's `create_engine`."""
    options: dict[str, Any] = {"hide_parameters": True}  # an error's text goes to the log; what people wrote does not
    if config.is_sqlite:
        return options | {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}}
    return options | {"pool_size": 5, "max_overflow": 5, "pool_pre_ping": True}


def init_app(app: Flask) -> None:
    """Set up the connections of the application's engine."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)
        else:
            event.listen(db.engine, "handle_error", _leave_out_values)
        versions.track(db.engine)


def tune_sqlite(engine: Engine) -> None:
    """WAL, foreign keys, and transactions that begin explicitly."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _leave_out_values(context: ExceptionContext) -> None:
    """Keep the first line of PostgreSQL's message: its DETAIL quotes the row, with whatever a person wrote in it."""
    primary = getattr(getattr(context.original_exception, "diag", None), "message_primary", None)
    if primary:
        context.original_exception.args = (primary,)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = (primary,)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions that begin in this block take SQLite's write lock at once.

    Who waits for that lock sleeps longer each time it is taken; so the threads of one process, which can wake each
    other, come here one by one, and only processes meet at the lock itself.
    """
    if _writing.get() or db.engine.dialect.name != "sqlite":
        yield
        return
    in_turn = _turn.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)
        if in_turn:
            _turn.release()
