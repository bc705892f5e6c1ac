"""Which tables a piece of work reads and writes, and a version of each table that every commit moves.

A copy of a page may be given again as long as the tables it was drawn from have not changed since. Nobody has to name
them: the statements say it. A commit raises the version of each table that its statements wrote, in the same
transaction, so other processes and machines see it as soon as they could see the change itself.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import BigInteger, Connection, Engine, String, event, inspect
from sqlalchemy.orm import Mapped, mapped_column

from civic.extensions import Model, db

Versions = Mapping[str, int]
UNTRACKED = ""  # pseudo table: moves when SQLite's file changed and no version did (somebody's own SQL, the job engine)
_MIGRATION = "alembic_version"
_WRITTEN = re.compile(r'\b(?:INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_reading: ContextVar[set[str] | None] = ContextVar("civic_tables_read", default=None)


class TableVersion(Model):
    """How often a table has been changed."""

    __tablename__ = "table_version"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """The names of the tables that the block's statements name."""
    names: set[str] = set()
    token = _reading.set(names)
    try:
        yield names
    finally:
        _reading.reset(token)
        if (outer := _reading.get()) is not None:
            outer |= names


def also_read(names: Iterable[str]) -> None:
    """Tell the block that watches what is read of tables behind something that was kept."""
    if (reading := _reading.get()) is not None:
        reading |= {name for name in names if name != UNTRACKED}


def track(engine: Engine) -> None:
    """Watch an engine's statements and commits."""
    exists = False

    @event.listens_for(engine, "before_cursor_execute")
    def on_statement(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if (reading := _reading.get()) is not None:
            reading |= _named(statement)
        if written := _written(statement):
            connection.info.setdefault("tables_written", set()).update(written)

    @event.listens_for(engine, "rollback")
    def on_rollback(connection: Connection) -> None:
        connection.info.pop("tables_written", None)

    @event.listens_for(engine, "commit")
    def on_commit(connection: Connection) -> None:
        nonlocal exists
        names = connection.info.pop("tables_written", None)
        if not names:
            return
        if _MIGRATION in names:  # the tables are being made: there may be no versions yet, or no longer
            exists = False
            return
        exists = exists or inspect(connection).has_table(TableVersion.__tablename__)
        if exists:
            values = ", ".join(f"('{name}', 1)" for name in sorted(names))  # in one order: no two wait for each other
            connection.exec_driver_sql(
                f"INSERT INTO table_version (name, version) VALUES {values} "  # noqa: S608 - names of our own tables
                "ON CONFLICT (name) DO UPDATE SET version = table_version.version + 1"
            )


def current() -> Versions:
    """The version of every table at this moment."""
    if db.engine.dialect.name == "sqlite" and db.engine.url.database:
        with contextlib.suppress(sqlite3.Error, OSError):  # whoever asks the engine is told of them in its own way
            return _watch(current_app.extensions, db.engine.url.database).look()
        forget()
    with db.engine.connect() as connection:
        return dict(connection.exec_driver_sql("SELECT name, version FROM table_version").tuples().all())


def forget() -> None:
    """Close what watches SQLite's file, as before somebody puts another in its place."""
    if (watch := current_app.extensions.pop("civic_watch", None)) is not None:
        watch.close()


class _Watch:
    """SQLite tells in microseconds whether its file has changed since this connection last looked."""

    def __init__(self, path: str) -> None:
        self.file = _file(path)
        self._connection = sqlite3.connect(path, timeout=10, check_same_thread=False, isolation_level=None)
        self._lock = threading.Lock()
        self._seen = -1
        self._versions = {UNTRACKED: self.file[-1]}  # of another file no copy is good, whatever its versions say

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def look(self) -> Versions:
        with self._lock:
            (seen,) = self._connection.execute("PRAGMA data_version").fetchone()
            if seen != self._seen:
                fresh = dict(self._connection.execute("SELECT name, version FROM table_version").fetchall())
                fresh[UNTRACKED] = self._versions[UNTRACKED]
                if fresh == self._versions:
                    fresh[UNTRACKED] += 1
                self._versions, self._seen = fresh, seen
            return self._versions


def _watch(extensions: dict[str, Any], path: str) -> _Watch:
    watch: _Watch | None = extensions.get("civic_watch")
    if watch is None or watch.file != _file(path):
        watch = extensions["civic_watch"] = _Watch(path)
    return watch


def _file(path: str) -> tuple[int, str, int]:
    """Which file, as which process: a restored database is another one, and a forked process opens its own."""
    return os.getpid(), path, Path(path).stat().st_ino


@lru_cache(maxsize=4096)
def _named(statement: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(statement)) & _known()


@lru_cache(maxsize=4096)
def _written(statement: str) -> frozenset[str]:
    return frozenset(_WRITTEN.findall(statement)) & (_known() | {_MIGRATION})


@lru_cache(maxsize=8)
def _tables(count: int) -> frozenset[str]:
    return frozenset(db.metadata.tables) - {TableVersion.__tablename__}


def _known() -> frozenset[str]:
    return _tables(len(db.metadata.tables))  # modules add theirs while the portal starts
