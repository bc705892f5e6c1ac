"""How Alembic meets the portal's models; `civic db upgrade` runs it."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from civic.core.db.types import UTCDateTime
from civic.extensions import db


def include(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Leave the job engine's own tables (schema `dbos`, on SQLite the same file) alone."""
    return not (kind == "table" and name is not None and name not in db.metadata.tables)


def render(kind: str, thing: object, _context: object) -> str | bool:
    """Write our own column type as the plain one it stands on, so that migrations need no code of today."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UTCDateTime) else False


def let_tables_go(connection: Connection, *, whole: bool) -> None:
    """SQLite makes a table anew to change it; meanwhile nothing may hold on to the rows that point there.

    Said to the driver itself: within a transaction SQLite ignores it.
    """
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA foreign_keys = {'ON' if whole else 'OFF'}")


def check_references(connection: Connection) -> None:
    """Nothing points nowhere after all; else the migration is rolled back."""
    if connection.dialect.name == "sqlite" and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"the migration would leave rows that point nowhere: {lost[:5]}")


with db.engine.connect() as connection:
    let_tables_go(connection, whole=False)
    try:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            include_object=include,
            compare_type=True,
            render_item=render,
            version_table=context.config.attributes.get("version_table", "alembic_version"),
        )
        with context.begin_transaction():
            context.run_migrations()
            check_references(connection)
        connection.commit()
    finally:
        connection.rollback()
        let_tables_go(connection, whole=True)
