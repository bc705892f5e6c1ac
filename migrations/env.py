"""How Alembic meets the portal's models; `civic db upgrade` runs it."""

from __future__ import annotations

from alembic import context

from civic.core.db.types import UTCDateTime
from civic.extensions import db


def include(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Leave the job engine's own tables (schema `dbos`, on SQLite the same file) alone."""
    return not (kind == "table" and name is not None and name not in db.metadata.tables)


def render(kind: str, thing: object, _context: object) -> str | bool:
    """Write our own column type as the plain one it stands on, so that migrations need no code of today."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UTCDateTime) else False


with db.engine.connect() as connection:
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
    connection.commit()
