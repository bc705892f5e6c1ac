"""Several people ask at once: one analysis, one log, no number twice; and nobody waits for a publication."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from civic.core.accounts.models import Account
from civic.core.db.transactions import transaction
from civic.errors import Conflict
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.curation.actions import EditedMeanwhile, edit
from civic.insights.curation.models import CurationEdit, EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.runs.actions import start_analysis
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries import actions
from civic.insights.summaries.actions import PublishedMeanwhile, publish_summary
from civic.insights.summaries.models import Summary
from civic.participation.consultations.models import Consultation

AT_ONCE = 4


def at_once(app: Flask, act: Callable[[], Any]) -> list[str]:
    """The outcome of `act` by as many people as there are, each with a session of their own."""
    barrier = Barrier(AT_ONCE)

    def one(_number: int) -> str:
        with app.app_context():
            barrier.wait()
            try:
                act()
            except Conflict as conflict:
                return type(conflict).__name__
            finally:
                db.session.remove()
            return "done"

    db.session.rollback()
    with ThreadPoolExecutor(AT_ONCE) as people:
        return sorted(people.map(one, range(AT_ONCE)))


def test_four_analyses_asked_at_once_make_one_run(app: Flask, consultation: Consultation, drafter: Account) -> None:
    activity_id, drafter_id = consultation.id, drafter.id

    def ask() -> None:
        consultation = db.session.get_one(Consultation, activity_id)
        start_analysis(db.session.get_one(Account, drafter_id), of_activity(consultation))

    assert at_once(app, ask) == ["AnalysisUnderWay"] * 3 + ["done"]
    assert db.session.query(AnalysisRun).count() == 1


def test_edits_made_at_once_are_all_kept_in_one_order(app: Flask, run: AnalysisRun, drafter: Account) -> None:
    run_id, drafter_id, number = run.id, drafter.id, curated_run(run).themes[0].number

    def note() -> None:
        actor, edited = db.session.get_one(Account, drafter_id), db.session.get_one(AnalysisRun, run_id)
        edit(actor, edited, EditKind.NOTE, {"theme": number, "note": "Catatan"})

    assert at_once(app, note) == ["done"] * AT_ONCE
    assert list(db.session.scalars(db.select(CurationEdit.seq).order_by(CurationEdit.seq))) == [1, 2, 3, 4]


def test_of_those_who_edit_the_same_page_at_once_one_is_first(app: Flask, run: AnalysisRun, drafter: Account) -> None:
    run_id, drafter_id, number = run.id, drafter.id, curated_run(run).themes[0].number

    def rename() -> None:
        actor, edited = db.session.get_one(Account, drafter_id), db.session.get_one(AnalysisRun, run_id)
        edit(actor, edited, EditKind.RENAME, {"theme": number, "label": "Lampu"}, 0)

    assert at_once(app, rename) == ["EditedMeanwhile"] * 3 + ["done"]
    assert db.session.query(CurationEdit).count() == 1


def test_an_edition_sent_several_times_at_once_is_one(app: Flask, run: AnalysisRun, drafter: Account) -> None:
    run_id, drafter_id = run.id, drafter.id

    def publish(title: str = "Ringkasan") -> None:
        actor, published = db.session.get_one(Account, drafter_id), db.session.get_one(AnalysisRun, run_id)
        publish_summary(actor, published, title, after=0)

    assert at_once(app, publish) == ["done"] * AT_ONCE
    assert [summary.number for summary in db.session.query(Summary)] == [1]
    with pytest.raises(PublishedMeanwhile):
        publish("Lain")


def test_editions_published_at_once_have_numbers_of_their_own(app: Flask, run: AnalysisRun, drafter: Account) -> None:
    run_id, drafter_id = run.id, drafter.id

    def publish() -> None:
        publish_summary(db.session.get_one(Account, drafter_id), db.session.get_one(AnalysisRun, run_id))

    assert at_once(app, publish) == ["done"] * AT_ONCE
    assert sorted(db.session.scalars(db.select(Summary.number))) == [1, 2, 3, 4]


def test_others_write_while_an_edition_is_made(
    app: Flask, run: AnalysisRun, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, activity_id = curated_run(run).themes[0].number, run.activity_id
    freeze = actions.freeze

    def slow(*arguments: Any) -> Any:
        with ThreadPoolExecutor(1) as other:
            other.submit(written_by_somebody_else).result(timeout=5)
        return freeze(*arguments)

    def written_by_somebody_else() -> None:
        with app.app_context():
            with transaction():
                db.session.get_one(Consultation, activity_id).summary = "Baru"
            db.session.remove()

    monkeypatch.setattr(actions, "freeze", slow)
    assert publish_summary(drafter, run).number == 1
    db.session.expire_all()
    assert db.session.get_one(Consultation, activity_id).summary == "Baru"

    def edited(*arguments: Any) -> Any:
        edit(drafter, run, EditKind.NOTE, {"theme": number, "note": "Sementara itu"})
        return freeze(*arguments)

    monkeypatch.setattr(actions, "freeze", edited)
    with pytest.raises(EditedMeanwhile):
        publish_summary(drafter, run)
    assert db.session.query(Summary).count() == 1
