"""How the database is opened: SQLite in WAL with one writer at a time, PostgreSQL as it comes.

A transaction that reads first and writes later fails at once in WAL when another one wrote in
between; `busy_timeout` does not help. So whatever may write takes the write lock when it begins.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from flask import Flask, has_request_context, request
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from civic.config import Config, ConfigError, settings
from civic.extensions import db

MIGRATIONS = Path(__file__).parents[2] / "migrations"
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


def check_reachable(app: Flask) -> None:
    """Raise ConfigError with one line when the database does not answer."""
    with app.app_context():
        try:
            with db.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise ConfigError(f"The database does not answer ({reason}); check CIVIC_DATABASE_URL.") from None


def is_new() -> bool:
    """Whether no migration has ever run on this database."""
    with db.engine.connect() as connection:
        return not MigrationContext.configure(connection).get_current_heads()


def upgrade() -> None:
    """Bring the application's tables, and those of the job engine, up to date."""
    import flask_migrate

    from civic.core.jobs import prepare_database

    flask_migrate.upgrade()
    prepare_database(settings().database)
