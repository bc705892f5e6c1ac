"""Tables of a filled portal become versions of one table, and rows of their own again on the way down."""

from __future__ import annotations

import flask_migrate
from flask import Flask
from sqlalchemy import text

from civic.extensions import db

WHEN = "2026-01-02 03:04:05+00:00"


def rows(statement: str) -> list[tuple[object, ...]]:
    found = [tuple(row) for row in db.session.execute(text(statement))]
    db.session.rollback()
    return found


def before() -> str:
    """The revision before tables had versions."""
    from alembic.script import ScriptDirectory

    from civic.core.db.schema import MIGRATIONS

    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return str(next(s.down_revision for s in scripts if s.doc.startswith("tables and their versions")))


def test_versions_are_kept_both_ways(app: Flask) -> None:
    db.session.remove()
    flask_migrate.downgrade(revision=before())
    execute = db.session.execute
    execute(text("INSERT INTO agency (id, code, name, short_name, is_demo) VALUES (1, 'dlh', 'Dinas', 'D', false)"))
    for dataset in (1, 2):
        execute(
            text(
                "INSERT INTO dataset (id, slug, title, description, licence, source, language, agency_id, created_at, "
                f"modified_at, is_demo) VALUES ({dataset}, 's{dataset}', 'T', '', 'mit', '', 'id', 1, :at, :at, false)"
            ),
            {"at": WHEN},
        )
    for number, dataset in ((1, 1), (2, 2), (3, 1)):
        execute(
            text(
                "INSERT INTO resource (dataset_id, filename, original_key, original_bytes, parquet_key, row_count, "
                "columns, chart, created_at) VALUES (:dataset, :filename, 'o', 9, :key, :rows, '[]', '{}', :at)"
            ),
            {"dataset": dataset, "filename": f"f{number}", "key": f"p{number}", "rows": number, "at": WHEN},
        )
    db.session.commit()

    flask_migrate.upgrade()
    assert rows("SELECT dataset_id, slug, row_count FROM resource ORDER BY 1") == [(1, "data", 3), (2, "data", 2)]
    versions = (
        "SELECT dataset_id, number, filename, parquet_key FROM resource_version v JOIN resource r ON r.id = resource_id"
    )
    assert rows(f"{versions} ORDER BY 1, 2") == [(1, 1, "f1", "p1"), (1, 2, "f3", "p3"), (2, 1, "f2", "p2")]

    flask_migrate.downgrade(revision=before())
    kept = rows("SELECT dataset_id, filename, parquet_key, row_count, created_at IS NOT NULL FROM resource ORDER BY id")
    assert [row for row in kept if row[0] == 1] == [(1, "f1", "p1", 1, True), (1, "f3", "p3", 3, True)]
    assert [row for row in kept if row[0] == 2] == [(2, "f2", "p2", 2, True)]
    flask_migrate.upgrade()
    assert len(rows("SELECT id FROM resource_version")) == 3
