"""Carrying out an analysis: what it reads, what it may use, and how its result is kept."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask

from civic.analysis import Settings
from civic.config import Config, ConfigError
from civic.core import jobs
from civic.core.accounts.models import Account
from civic.extensions import db
from civic.insights.corpora.sources import ActivitySource, of_activity
from civic.insights.runs import actions, queries
from civic.insights.runs.actions import JOB, prepare_here, store_result
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.participation.consultations.models import Consultation
from tests.helpers import count_queries
from tests.insights.conftest import analysed, planted

ALL = {0: list(range(1, 25))}


def test_the_corpus_can_be_read_from_any_thread(consultation: Consultation) -> None:
    items = ActivitySource().items(str(consultation.id), db.engine)
    with ThreadPoolExecutor(1) as pool:
        assert len(pool.submit(list, items).result()) == 24


def test_what_the_engine_says_is_kept(run: AnalysisRun) -> None:
    assert sum(run.languages.values()) == 24
    assert [caution["code"] for caution in run.cautions] == ["small_corpus"]
    assert db.session.query(RunAssignment).filter(RunAssignment.theme.is_not(None)).first().terms
    assert run.unassigned_count == db.session.query(RunAssignment).filter_by(run_id=run.id, theme=None).count()


def test_assignments_are_stored_in_batches(
    consultation: Consultation, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 5)
    prepared = prepare_here(drafter, of_activity(consultation))
    found = planted(ALL)
    with count_queries() as statements:
        store_result(prepared.id, found, 5)
    assert sum(s.startswith("INSERT INTO run_assignment") for s in statements) == ceil(24 / 5)
    assert db.session.query(RunAssignment).filter_by(run_id=prepared.id).count() == 24


def test_the_earlier_themes_are_read_as_the_engine_wants_them(run: AnalysisRun) -> None:
    former = queries.assignments_of(run.id)
    assert len(former) == 24
    assert {theme for theme in former.values() if theme is not None} == {theme.number for theme in run.themes}


def test_the_settings_reach_the_engine(
    app: Flask, config: Config, consultation: Consultation, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, Any] = {}

    def watch(comments: Any, settings: Settings, *rest: Any, **options: Any) -> Any:
        told.update(options, encoder=settings.encoder)
        return planted(ALL)

    monkeypatch.setattr("civic.analysis.engine.analyse", watch)
    app.config["CIVIC"] = replace(
        config, analysis_encoder="models/x@id", analysis_jobs=3, analysis_cluster="tcp://host:8786"
    )
    prepared = prepare_here(drafter, of_activity(consultation))
    jobs.run_here(JOB, {"run_id": prepared.id})
    assert told["encoder"] == "models/x@id"
    assert (told["resources"].n_jobs, told["resources"].cluster) == (3, "tcp://host:8786")


def test_no_transaction_is_held_while_the_engine_reads(
    consultation: Consultation, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []

    def watch(*_: Any, **__: Any) -> Any:
        held.append(db.session().in_transaction())
        return planted(ALL)

    monkeypatch.setattr("civic.analysis.engine.analyse", watch)
    analysed(consultation, drafter, 3)
    assert held == [False]


def test_an_encoder_that_is_not_there_fails_the_run_in_plain_words(
    app: Flask, config: Config, consultation: Consultation, drafter: Account
) -> None:
    app.config["CIVIC"] = replace(config, analysis_encoder="not_there@id")
    prepared = prepare_here(drafter, of_activity(consultation))
    outcome = jobs.run_here(JOB, {"run_id": prepared.id})
    assert outcome.state is jobs.JobState.FAILED
    assert "not_there" in outcome.error


def test_the_folder_of_an_encoder_is_not_published(consultation: Consultation, drafter: Account) -> None:
    prepared = prepare_here(drafter, of_activity(consultation))
    found = planted(ALL)
    found = replace(found, settings=replace(found.settings, encoder="/srv/models/indo+/srv/words@id,en"))
    store_result(prepared.id, found, 5)
    assert prepared.engine["settings"]["encoder"] == "indo+words@id,en"


def test_fewer_than_one_process_is_refused() -> None:
    with pytest.raises(ConfigError, match="CIVIC_ANALYSIS_JOBS is 0"):
        Config.from_env({"CIVIC_ANALYSIS_JOBS": "0"})


def test_web_pages_do_not_load_the_engine(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from civic import create_app; from civic.config import Config; "
        f"create_app(Config(home=Path({str(tmp_path)!r}), testing=True)); "
        "print([name for name in ('sklearn', 'scipy', 'rapidfuzz') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_going_back_one_migration_and_up_again_keeps_the_themes(run: AnalysisRun) -> None:
    number, count = run.id, len(run.themes)
    db.session.remove()
    flask_migrate.downgrade(revision="0001")
    flask_migrate.upgrade()
    found = db.session.get_one(AnalysisRun, number)
    assert len(found.themes) == count
    assert (found.cautions, found.themes[0].stability, found.themes[0].subthemes) == ([], None, [])
    assert db.session.query(RunAssignment).count() == 24
