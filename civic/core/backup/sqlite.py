"""SQLite's part of a backup: its own online copy, one moment of the file whoever writes meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from civic.config import Config
from civic.core.commands import fail

NAME = "civic.db"


def dump(config: Config, folder: Path) -> str:
    """Copy the database into a folder; returns the revision of its tables."""
    with closing(_open(_path(config))) as source, closing(sqlite3.connect(folder / NAME)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        return _revision(copy)


def load(config: Config, folder: Path, _revision_of_backup: str) -> None:
    """Put the copy in the database's place, as one transaction of SQLite."""
    with closing(_open(folder / NAME)) as copy:
        problems = [row[0] for row in copy.execute("PRAGMA integrity_check")]
        if problems != ["ok"]:
            raise fail(f"The database in the backup is damaged: {problems[0]}")
        with closing(sqlite3.connect(_path(config), timeout=30)) as target:
            copy.backup(target)
            target.execute("PRAGMA journal_mode = WAL")


def _path(config: Config) -> Path:
    return Path(config.database.removeprefix("sqlite:///"))


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise fail(f"There is no database {path} to back up.")
    return sqlite3.connect(path, timeout=30)


def _revision(connection: sqlite3.Connection) -> str:
    try:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError):
        raise fail("The database has no tables of Civic; run civic db upgrade.") from None
    return str(revision)
