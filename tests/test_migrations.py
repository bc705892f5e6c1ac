"""Every table filled, every migration walked down and up, on either database; migrations stand on their own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, MetaData, create_engine, inspect, text

from civic.extensions import db
from tests.rows import fill
from tools.tables import as_models_say, differences, shape

MIGRATIONS = Path(__file__).parents[1] / "migrations"
VERSIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]  # newest first
FORMER = dict(zip(VERSIONS, [*VERSIONS[1:], "base"], strict=True))


def turns(*words: str) -> Callable[[int], str]:
    """One word after the other."""
    return lambda number: words[number % len(words)]


# What the migrations look at, so that each has something to do; all other values are drawn.
MEANT: dict[str, Callable[[int], object]] = {
    "activity.kind": turns("consultation"),
    "analysis_run.source_kind": turns("activity", "process"),
    "comment.anchor_kind": turns("question", ""),
    "comment.anchor_ref": turns("1", ""),
    "comment_draft.act": turns("comment", "react"),
    "comment_draft.anchor_kind": turns("question", ""),
    "comment_draft.anchor_ref": turns("1", ""),
    "curation_edit.data": lambda number: ({"comment": 1, "theme": None}, {"comments": [1]})[number % 2],
    "credential.kind": turns("password", "totp"),
    "identity.kind": turns("email", "phone"),
    "identity.value": lambda number: turns(f"warga{number}@contoh.example", f"+62812345678{number}")(number),
    "job.state": turns("done", "waiting"),
    "notice.due": turns("now", "none"),
    "resource.dataset_id": lambda _number: text("(SELECT min(id) FROM dataset)"),
    "phase.ends_at": lambda _number: None,
    "run_duplicate.members": lambda _number: [1, 2],
    "run_assignment.item_kind": turns("comment", "answer"),
}

# What a migration may change of rows that were there before, and why. Whatever is not named stays as it was.
CHANGED: dict[tuple[str, str], dict[str, str]] = {
    ("0003", "down"): {
        "process": "an activity that stood alone gets a process of its own",
        "activity.process_id": "and points to it",
        "consultation_question.position": "questions are numbered from 1 on, each place once",
    },
    ("0004", "up"): {"verification_code": "codes on their way are asked for again"},
    ("0004", "down"): {"verification_code": "codes on their way are asked for again"},
    ("0007", "down"): {
        "comment.state": "what was held becomes hidden, the nearest there was",
        "comment_draft": "drafts of other acts than a comment were not known",
    },
    ("0008", "up"): {"resource": "the former rows of a dataset become versions of one table"},
    ("0008", "down"): {"resource": "each version is a row again"},
    ("0013", "up"): {"job.arguments": "what was asked for is done: its address or code need not be kept"},
    ("0016", "up"): {"run_assignment": "an item is known by its kind too"},
    ("0016", "down"): {
        "analysis_run": "each read one activity: analyses of anything else go",
        "curation_edit": "and the work on them",
        "run_assignment": "and what they found; items were comments",
        "run_theme": "likewise",
        "summary": "an edition stood on one of them",
    },
    ("0018", "down"): {"curation_edit": "kinds of edits that were not known"},
}

Standing = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


@pytest.fixture
def walk(app: Flask) -> Iterator[Walk]:
    db.session.remove()
    yield Walk()
    db.session.remove()
    flask_migrate.upgrade()


class Walk:
    """One filled database that goes from version to version."""

    def __init__(self) -> None:
        self.foreign = set(inspect(db.engine).get_table_names()) - set(db.metadata.tables)
        self.look()

    def look(self) -> None:
        """Learn the tables of the version that the database is at."""
        self.tables = set(inspect(db.engine).get_table_names()) - self.foreign
        self.metadata = MetaData()
        self.metadata.reflect(db.engine, only=self.tables)

    def fill(self) -> None:
        with db.engine.begin() as connection:
            fill(connection, self.metadata, MEANT)

    def standing(self) -> Standing:
        """Every row by its key."""
        with db.engine.connect() as connection:
            return {
                table.name: {
                    tuple(row[key.name] for key in table.primary_key): dict(row)
                    for row in connection.execute(table.select()).mappings()
                }
                for table in self.metadata.sorted_tables
            }

    def shape(self) -> set[str]:
        with db.engine.connect() as connection:
            return shape(connection, self.tables) | triggers(connection)

    def step(self, version: str, way: str) -> None:
        """Go through one migration; nothing is lost but what is named."""
        before = self.standing()
        assert all(before.values()), "every table is filled"
        if way == "up":
            flask_migrate.upgrade(revision=version)
        else:
            flask_migrate.downgrade(revision=FORMER[version])
        self.look()
        assert changes(before, self.standing()) == set(CHANGED.get((version, way), ())), f"{version} {way}"
        self.check()

    def check(self) -> None:
        """No row points nowhere; the next number of each table is free."""
        with db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
                return
            for table in [name for name, known in self.metadata.tables.items() if "id" in known.columns]:
                if sequence := connection.scalar(text(f"SELECT pg_get_serial_sequence('{table}', 'id')")):
                    highest = connection.scalar(text(f"SELECT max(id) FROM {table}"))
                    assert connection.scalar(text(f"SELECT nextval('{sequence}')")) > (highest or 0), table


def changes(before: Standing, after: Standing) -> set[str]:
    """Tables whose rows are others, and columns of rows that have other values, of what both versions know."""
    found = set()
    for table in before.keys() & after.keys():
        if before[table].keys() != after[table].keys():
            found.add(table)
        for key in before[table].keys() & after[table].keys():
            then, now = before[table][key], after[table][key]
            found |= {f"{table}.{name}" for name in then.keys() & now.keys() if then[name] != now[name]}
    return {name for name in found if name.split(".")[0] not in found or "." not in name}


def triggers(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        asked = "SELECT name || ': ' || sql FROM sqlite_master WHERE type = 'trigger' OR name = 'search_terms'"
    else:
        asked = (
            "SELECT t.tgname || ': ' || pg_get_triggerdef(t.oid) "
            "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = 'public'"
        )
    return set(connection.scalars(text(asked)))


def test_every_migration_goes_down_and_up_on_filled_tables(walk: Walk) -> None:
    shapes = {}
    for version in VERSIONS:
        walk.fill()
        shapes[version] = walk.shape()
        walk.step(version, "down")
    assert walk.shape() == set()
    flask_migrate.upgrade(revision=VERSIONS[-1])
    walk.look()
    for version in reversed(VERSIONS[:-1]):
        walk.fill()
        walk.step(version, "up")
        assert walk.shape() == shapes[version], version


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    """But for the column that PostgreSQL's search reads: SQLite has none, and no model."""
    with db.engine.connect() as made, made.begin() as undone:
        ours = shape(made, set(db.metadata.tables))
        if made.dialect.name == "sqlite":
            with create_engine("sqlite://").connect() as empty:
                meant = as_models_say(empty, db.metadata)
        else:
            made.execute(text("CREATE SCHEMA meant"))
            made.execute(text("SET LOCAL search_path TO meant"))
            meant = as_models_say(made, db.metadata)
        undone.rollback()
    assert [line for line in differences(ours, meant) if "search_document" not in line or "terms" not in line] == []


def test_no_migration_stands_on_the_code_of_today() -> None:
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    assert files
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.split(".")[0] == "civic"], path.name
