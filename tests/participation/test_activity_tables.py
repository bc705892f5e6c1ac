"""What stood in the tables before activities could be of many kinds is still there after, and on the way back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from sqlalchemy import create_engine, make_url, text

from civic import create_app
from civic.config import Config
from civic.extensions import db

NOW = "2026-11-20 02:00:00"
FILLED = f"""
INSERT INTO agency (id, code, name, short_name, is_demo) VALUES (7, 'dishub', 'Dinas', 'D', false);
INSERT INTO account (id, email, name, password_hash, locale, created_at, is_demo)
    VALUES (1, 'a@contoh.example', 'Siti', '!', 'id', '{NOW}', false);
INSERT INTO process (id, slug, title, summary, description, language, agency_id, created_at, is_demo)
    VALUES (3, 'jalan', 'Jalan', '', '', 'en', 7, '{NOW}', false);
INSERT INTO activity (id, kind, process_id, slug, title, summary, opens_at, created_at, comment_count, people_count,
    version) VALUES (4, 'consultation', 3, 'jalan', 'Jalan', '', '{NOW}', '{NOW}', 2, 1, 5);
INSERT INTO consultation (id, introduction) VALUES (4, '');
INSERT INTO consultation_question (id, consultation_id, position, prompt, hint) VALUES (11, 4, 1, 'Di mana?', '');
INSERT INTO consultation_question (id, consultation_id, position, prompt, hint) VALUES (12, 4, 2, 'Kapan?', '');
INSERT INTO comment (id, activity_id, question_id, author_id, body, body_html, state, state_reason, created_at)
    VALUES (20, 4, 12, 1, 'Sekarang', '<p>Sekarang</p>', 'published', '', '{NOW}');
INSERT INTO comment (id, activity_id, reply_to_id, root_id, author_id, body, body_html, state, state_reason, created_at)
    VALUES (21, 4, 20, 20, 1, 'Ya', '<p>Ya</p>', 'hidden', 'x', '{NOW}');
INSERT INTO analysis_run (id, activity_id, job_id, settings, engine, metrics, comment_count, people_count,
    unassigned_count, created_at) VALUES (30, 4, '', '{{}}', '{{}}', '{{}}', 1, 1, 0, '{NOW}');
INSERT INTO run_assignment (run_id, comment_id, theme, weight) VALUES (30, 20, 0, 0.5);
"""


@pytest.fixture
def empty(worker_database: str, tmp_path: Path) -> Iterator[Config]:
    """Settings of a portal whose database has no tables yet."""
    if worker_database.startswith("sqlite"):
        yield Config(home=tmp_path, testing=True)
        return
    url, name = make_url(worker_database), f"civic_test_{uuid.uuid4().hex[:12]}"
    server = create_engine(url.set(drivername="postgresql+psycopg", database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        address = url.set(database=name).render_as_string(False)
        yield Config(home=tmp_path, testing=True, database_url=address)
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()


def rows(query: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def run(script: str) -> None:
    with db.engine.begin() as connection:
        for statement in filter(str.strip, script.split(";\n")):
            connection.execute(text(statement.replace(":", r"\:")))


def test_a_filled_portal_goes_up_and_down_again(empty: Config) -> None:
    with create_app(empty).app_context():
        flask_migrate.upgrade(revision="0002")
        run(FILLED)
        flask_migrate.upgrade(revision="0003")
        assert rows("SELECT agency_id, process_id, language, version FROM activity") == [(7, 3, "en", 5)]
        assert rows("SELECT id, anchor_kind, anchor_ref, root_id FROM comment ORDER BY id") == [
            (20, "question", "12", None),
            (21, "", "", 20),
        ]
        assert rows("SELECT comment_id, theme FROM run_assignment") == [(20, 0)]
        run(
            "INSERT INTO activity (id, kind, agency_id, slug, title, summary, language, opens_at, created_at, "
            "comment_count, people_count, version) "
            f"VALUES (5, 'consultation', 7, 'lepas', 'Lepas', '', 'id', '{NOW}', '{NOW}', 0, 0, 1);\n"
            "UPDATE consultation_question SET position = 1;\n"
            f"UPDATE consultation_question SET retired_at = '{NOW}' WHERE id = 11"
        )
        run("UPDATE activity SET kind = 'angket' WHERE id = 5")
        run("UPDATE activity SET kind = 'consultation' WHERE id = 5")
        flask_migrate.downgrade(revision="0002")
        with pytest.raises(Exception, match=r"(?i)constraint"):
            run("UPDATE activity SET kind = 'angket' WHERE id = 5")
        assert rows("SELECT id, question_id, root_id FROM comment ORDER BY id") == [(20, 12, None), (21, None, 20)]
        assert rows("SELECT id, position FROM consultation_question ORDER BY position") == [(12, 1), (11, 2)]
        assert rows("SELECT a.id, p.slug FROM activity a JOIN process p ON p.id = a.process_id ORDER BY a.id") == [
            (4, "jalan"),
            (5, "activity-5"),
        ]
        assert rows("SELECT comment_id, theme FROM run_assignment") == [(20, 0)]
        flask_migrate.upgrade(revision="0003")
        assert rows("SELECT anchor_ref FROM comment WHERE id = 20") == [("12",)]
        db.engine.dispose()


def test_the_tables_refuse_what_they_refused_before(empty: Config) -> None:
    with create_app(empty).app_context():
        flask_migrate.upgrade(revision="0002")
        run(FILLED)
        flask_migrate.upgrade(revision="0003")
        for wrong in (
            f"UPDATE activity SET closes_at = '{NOW}'",
            "UPDATE comment SET state = 'gone'",
            "UPDATE comment SET root_id = 20 WHERE id = 20",
            "DELETE FROM comment WHERE id = 20",
        ):
            with pytest.raises(Exception, match=r"(?i)constraint"):
                run(wrong)
        db.engine.dispose()
