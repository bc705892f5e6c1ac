"""A filled portal goes all the way down and up again, on either database; migrations stand on their own."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from civic.core.db.transactions import transaction
from civic.core.mail import send
from civic.extensions import db
from civic.modules import Role
from tests.factories import make_account, make_agency, make_comment, make_consultation

MIGRATIONS = Path(__file__).parents[1] / "migrations"
VERSIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]  # newest first
KEPT = ("account", "comment", "dataset")


@pytest.fixture
def filled(app: Flask) -> Flask:
    agency = make_agency()
    make_account(Role.OFFICER, agency, phone="+6281234567890")
    consultation = make_consultation()
    make_comment(consultation, reply_to=make_comment(consultation))
    db.session.execute(
        text(
            "INSERT INTO audit_event (at, action, thing_type, thing_id, request_id, data) "
            "VALUES ('2026-01-01 00:00:00', 'x', 'x', '1', '', '{}')"
        )
    )
    db.session.commit()
    with transaction():
        send("siti@contoh.example", "Kode", "Isi")
    fill_dataset(agency.id)
    db.session.remove()
    return app


def fill_dataset(agency_id: int) -> None:
    """A dataset by its columns as they stand; whatever must be filled is."""
    values: dict[str, Any] = {}
    for column in db.metadata.tables["dataset"].columns:
        if column.name == "agency_id":
            values[column.name] = agency_id
        elif not column.nullable and column.default is None and not column.primary_key:
            values[column.name] = "id" if column.type.python_type is str else column.type.python_type()
    db.session.execute(db.metadata.tables["dataset"].insert().values(values))
    db.session.commit()


def standing(table: str) -> list[dict[str, Any]]:
    with db.engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings()]


def test_all_the_way_down_and_up_again_with_rows(filled: Flask) -> None:
    assert all(standing(table) for table in KEPT)
    for at, _ in enumerate(VERSIONS):
        flask_migrate.downgrade(revision=VERSIONS[at + 1] if at + 1 < len(VERSIONS) else "base")
    ours = set(db.metadata.tables) & set(inspect(db.engine).get_table_names())
    assert not ours
    flask_migrate.upgrade()
    assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())


@pytest.mark.parametrize("at", range(3))
def test_a_step_down_and_up_loses_nothing_that_stood_before(filled: Flask, at: int) -> None:
    flask_migrate.downgrade(revision=VERSIONS[at])
    before = {table: standing(table) for table in KEPT}
    flask_migrate.downgrade(revision=VERSIONS[at + 1])
    flask_migrate.upgrade(revision=VERSIONS[at])
    assert {table: standing(table) for table in KEPT} == before
    assert all(before.values())
    flask_migrate.upgrade()


def test_no_migration_stands_on_the_code_of_today() -> None:
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    assert files
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.split(".")[0] == "civic"], path.name
