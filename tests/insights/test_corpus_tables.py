"""Analyses of one activity each go up to tables that know other corpora, and down again as far as those can hold."""

from __future__ import annotations

import flask_migrate
import pytest

from civic import create_app
from civic.config import Config
from civic.extensions import db
from tests.participation.test_activity_tables import FILLED, NOW, empty, rows, run  # noqa: F401 - a fixture

RUN = "activity_id, job_id, settings, engine, metrics, comment_count, people_count, unassigned_count, created_at"
LATER = f"""
INSERT INTO analysis_run (id, source_kind, source_ref, {RUN})
    VALUES (31, 'process', '3', NULL, '', '{{}}', '{{}}', '{{}}', 1, 1, 0, '{NOW}');
INSERT INTO run_assignment (run_id, item_id, item_kind, theme, weight) VALUES (31, 20, 'comment', 0, 0.5);
INSERT INTO run_assignment (run_id, item_id, item_kind, theme, weight) VALUES (31, 20, 'answer', 0, 0.5);
INSERT INTO run_assignment (run_id, item_id, theme, weight) VALUES (30, 999, 0, 0.5);
INSERT INTO run_theme (run_id, number, label, terms, size, quotes) VALUES (31, 0, 'Tema', '[]', 1, '[20]');
INSERT INTO run_duplicate (run_id, representative, members, size) VALUES (31, 20, '[20]', 1);
INSERT INTO curation_edit (run_id, seq, kind, data, at) VALUES (31, 1, 'undo', '{{}}', '{NOW}')
"""


def test_analyses_go_up_and_down(empty: Config) -> None:  # noqa: F811
    with create_app(empty).app_context():
        flask_migrate.upgrade(revision="0002")
        run(FILLED)
        flask_migrate.upgrade(revision="0016")
        assert rows("SELECT id, source_kind, source_ref, activity_id FROM analysis_run") == [(30, "activity", "4", 4)]
        assert rows("SELECT run_id, item_kind, item_id, theme FROM run_assignment") == [(30, "comment", 20, 0)]
        run(LATER)
        with pytest.raises(Exception, match=r"(?i)unique"):
            run("INSERT INTO run_assignment (run_id, item_id, theme, weight) VALUES (30, 20, 1, 0.5)")
        flask_migrate.downgrade(revision="0015")
        assert rows("SELECT id, activity_id FROM analysis_run") == [(30, 4)]
        assert rows("SELECT run_id, comment_id, theme FROM run_assignment") == [(30, 20, 0)]
        assert not any(rows(f"SELECT * FROM {table}") for table in ("run_theme", "run_duplicate", "curation_edit"))
        for wrong in (
            "INSERT INTO run_assignment (run_id, comment_id, theme, weight) VALUES (30, 20, 1, 0.5)",
            "INSERT INTO run_assignment (run_id, comment_id, theme, weight) VALUES (30, 999, 1, 0.5)",
            "UPDATE analysis_run SET activity_id = NULL",
        ):
            with pytest.raises(Exception, match=r"(?i)constraint"):
                run(wrong)
        flask_migrate.upgrade(revision="0016")
        assert rows("SELECT source_ref, item_id FROM analysis_run JOIN run_assignment ON run_id = id") == [("4", 20)]
        db.engine.dispose()
