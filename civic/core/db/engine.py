"""How the database is opened: SQLite in WAL with one writer at a time, PostgreSQL as it comes.

A transaction that reads first and writes later fails at once in WAL when another one wrote in
between; `busy_timeout` does not help. So whatever may write takes the write lock when it begins.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from civic.config import Config
from civic.extensions import db

BUSY_TIMEOUT_MS = 10_000
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_writing: ContextVar[bool] = ContextVar("civic_writing", default=False)


def engine_options(config: Config) -> dict[str, Any]:
    """Options for SQLAlchemy's `create_engine`."""
    if config.is_sqlite:
        return {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}}
    return {"pool_size": 5, "max_overflow": 5, "pool_pre_ping": True}


def init_app(app: Flask) -> None:
    """Set up the connections of the application's engine."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)


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
        connection.exec_driver_sql("BEGIN" if is_reading() else "BEGIN IMMEDIATE")


def is_reading() -> bool:
    """Whether the transaction about to begin promised not to write.

    A GET request did. Outside requests only the block of `transaction()` writes after reading.
    """
    if has_request_context():
        return request.method in READING_METHODS
    return not _writing.get()


@contextmanager
def writing() -> Iterator[None]:
    """Transactions that begin in this block take the write lock at once."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)
