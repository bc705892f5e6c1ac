"""PostgreSQL's part of a backup: every table by COPY under one snapshot, so no tool of a matching version is needed.

On the way back the tables are made by our own migrations as they were at the backup, filled in one transaction, and
only then do foreign keys hold again: a row that points nowhere undoes everything.
"""

from __future__ import annotations

from pathlib import Path

import flask_migrate
from alembic.migration import MigrationContext
from psycopg import Cursor
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import Connection, text

from civic.config import Config
from civic.core.commands import fail
from civic.core.jobs import prepare_database
from civic.extensions import db

SCHEMAS, BEFORE = ("public", "dbos"), ("civic_before_public", "civic_before_dbos")
# Written by the migrations themselves.
LEFT_OUT = ("public.alembic_version", "dbos.dbos_migrations")
CHUNK_BYTES = 1 << 20


def dump(config: Config, folder: Path) -> str:
    """Copy every table into a folder, all as of one moment; returns the revision of the tables."""
    with db.engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    ) as connection:
        (revision,) = MigrationContext.configure(connection).get_current_heads() or ("",)
        if not revision:
            raise fail("The database has no tables of Civic; run civic db upgrade.")
        cursor = _cursor(connection)
        for table in _tables(connection):
            columns = _columns(connection, table)
            statement = SQL("COPY {} ({}) TO STDOUT").format(_named(table), _listed(columns))
            with (folder / table).open("wb") as file, cursor.copy(statement) as copied:
                file.write((",".join(columns) + "\n").encode())
                for chunk in copied:
                    file.write(chunk)
    return str(revision)


def load(config: Config, folder: Path, revision: str) -> None:
    """Make the tables of that revision anew and fill them. What was there comes back should anything fail."""
    _on_schemas("ALTER SCHEMA {} RENAME TO {}", SCHEMAS, BEFORE)
    try:
        _on_schemas("CREATE SCHEMA {}", SCHEMAS[:1])
        flask_migrate.upgrade(revision=revision)
        prepare_database(config.database)
        _fill_all(folder)
    except BaseException:
        _on_schemas("DROP SCHEMA IF EXISTS {} CASCADE", SCHEMAS)
        _on_schemas("ALTER SCHEMA {} RENAME TO {}", BEFORE, SCHEMAS)
        raise
    _on_schemas("DROP SCHEMA IF EXISTS {} CASCADE", BEFORE)


def _on_schemas(statement: str, *names: tuple[str, ...]) -> None:
    """Run a statement on each schema that is there, with nobody's connection left that remembers the old ones."""
    with db.engine.begin() as connection:
        present = set(connection.scalars(text("SELECT nspname FROM pg_namespace")))
        for group in zip(*names, strict=False):
            if group[0] in present or statement.startswith("CREATE"):
                _cursor(connection).execute(SQL(statement).format(*map(Identifier, group)))
    db.engine.dispose()


def _fill_all(folder: Path) -> None:
    with db.engine.begin() as connection:
        cursor = _cursor(connection)
        tables = _tables(connection)
        keys = connection.execute(text(_FOREIGN_KEYS), {"schemas": list(SCHEMAS)}).all()
        for table, name, _definition in keys:
            cursor.execute(SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(SQL(table), Identifier(name)))
        for table in tables:
            cursor.execute(SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(_named(table)))
            cursor.execute(SQL("DELETE FROM {}").format(_named(table)))
        for path in sorted(folder.iterdir()):
            if path.name in tables:
                _fill(cursor, path, set(_columns(connection, path.name)))
        for table, name, definition in keys:
            cursor.execute(
                SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(SQL(table), Identifier(name), SQL(definition))
            )
        for table in tables:
            cursor.execute(SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(_named(table)))
        for table, column, sequence in connection.execute(text(_SEQUENCES), {"schemas": list(SCHEMAS)}).all():
            cursor.execute(
                SQL("SELECT setval({}, coalesce((SELECT max({}) FROM {}), 0) + 1, false)").format(
                    sequence, Identifier(column), SQL(table)
                )
            )


def _fill(cursor: Cursor[tuple[object, ...]], path: Path, present: set[str]) -> None:
    with path.open("rb") as file:
        columns = file.readline().decode().strip().split(",")
        if missing := [column for column in columns if column not in present]:
            raise fail(f"The table {path.name} has no column {missing[0]}; install the version of the backup.")
        with cursor.copy(SQL("COPY {} ({}) FROM STDIN").format(_named(path.name), _listed(columns))) as copied:
            while chunk := file.read(CHUNK_BYTES):
                copied.write(chunk)


def _cursor(connection: Connection) -> Cursor[tuple[object, ...]]:
    cursor: Cursor[tuple[object, ...]] = connection.connection.cursor()  # type: ignore[assignment]
    return cursor


def _tables(connection: Connection) -> list[str]:
    statement = (
        "SELECT table_schema || '.' || table_name FROM information_schema.tables "
        "WHERE table_schema = ANY(:schemas) AND table_type = 'BASE TABLE' ORDER BY 1"
    )
    found = connection.scalars(text(statement), {"schemas": list(SCHEMAS)}).all()
    return [name for name in found if name not in LEFT_OUT]


def _columns(connection: Connection, table: str) -> list[str]:
    """The columns that are stored, not computed."""
    schema, _dot, name = table.partition(".")
    statement = (
        "SELECT column_name FROM information_schema.columns WHERE table_schema = :schema AND table_name = :name "
        "AND is_generated = 'NEVER' ORDER BY ordinal_position"
    )
    return list(connection.scalars(text(statement), {"schema": schema, "name": name}))


def _named(table: str) -> Identifier:
    return Identifier(*table.split(".", 1))


def _listed(columns: list[str]) -> Composed:
    return SQL(", ").join(map(Identifier, columns))


_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace::regnamespace::text = ANY(:schemas) ORDER BY 1, 2
"""
_SEQUENCES = """
SELECT format('%I.%I', table_schema, table_name), column_name,
       pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name)
FROM information_schema.columns
WHERE table_schema = ANY(:schemas)
  AND pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name) IS NOT NULL
"""
