"""A drafter's work on one analysis lives on in the next."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from civic.core import jobs
from civic.core.accounts.models import Account
from civic.core.audit.models import AuditEvent
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.curation.actions import edit
from civic.insights.curation.carry import fit
from civic.insights.curation.log import Edit
from civic.insights.curation.models import CurationEdit, EditKind, ResponseStatus
from civic.insights.curation.queries import curated_run, placed_of
from civic.insights.curation.replay import Curated, CuratedTheme, curate
from civic.insights.runs.actions import JOB, prepare_here
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunTheme
from civic.participation.consultations.models import Consultation
from tests.conftest import sign_in
from tests.factories import make_comment
from tests.insights.conftest import Find, analysed, theme_of

NUMBERS = st.integers(0, 5)
COMMENTS = st.integers(100, 104)
ANSWER = {"status": "accepted", "answer": "Dikerjakan"}
DATA: dict[EditKind, st.SearchStrategy[dict[str, Any]]] = {
    EditKind.RENAME: st.fixed_dictionaries({"theme": NUMBERS, "label": st.sampled_from(["Satu", "Dua"])}),
    EditKind.MERGE: st.fixed_dictionaries({"theme": NUMBERS, "into": NUMBERS}),
    EditKind.MOVE: st.fixed_dictionaries({"comment": COMMENTS, "theme": NUMBERS | st.none()}),
    EditKind.HIDE: st.fixed_dictionaries({"theme": NUMBERS}),
    EditKind.SHOW: st.fixed_dictionaries({"theme": NUMBERS}),
    EditKind.NOTE: st.fixed_dictionaries({"theme": NUMBERS, "note": st.sampled_from(["Catatan", ""])}),
    EditKind.RESPOND: st.fixed_dictionaries({"theme": NUMBERS, **{k: st.just(v) for k, v in ANSWER.items()}}),
    EditKind.LINK: st.fixed_dictionaries(
        {"dataset": st.sampled_from(["luas", "penduduk"])}, optional={"theme": NUMBERS}
    ),
    EditKind.UNDO: st.just({}),
}
STEPS = st.lists(st.sampled_from(list(DATA)).flatmap(lambda kind: st.tuples(st.just(kind), DATA[kind])), max_size=12)


def engine_themes(numbers: set[int]) -> list[CuratedTheme]:
    return [CuratedTheme(n, f"mesin {n}", [], 10 + n, [], {n}) for n in sorted(numbers)]


def replayed(log: list[Edit], numbers: set[int]) -> Curated:
    return curate(engine_themes(numbers), log, {})


def log_of(steps: list[tuple[EditKind, dict[str, Any]]]) -> list[Edit]:
    """The steps that the workbench would have taken: only over themes that still stand."""
    log: list[Edit] = []
    for kind, data in steps:
        standing = {theme.number for theme in replayed(log, set(range(6))).themes}
        named = {data[key] for key in ("theme", "into") if data.get(key) is not None}
        if named <= standing and not (kind is EditKind.MERGE and len(named) == 1):
            log.append(Edit(len(log) + 1, kind, data))
    return log


@given(STEPS)
def test_over_the_same_themes_everything_is_as_it_was(steps: list[tuple[EditKind, dict[str, Any]]]) -> None:
    log, numbers = log_of(steps), set(range(6))
    fitted = fit(log, numbers, numbers, set(range(100, 105)))
    assert fitted.lost == []
    then, now = replayed(log, numbers), replayed(fitted.edits, numbers)
    assert (now.themes, now.moves, now.datasets) == (then.themes, then.moves, then.datasets)


@given(STEPS)
def test_what_could_not_be_done_is_not_done_later_either(steps: list[tuple[EditKind, dict[str, Any]]]) -> None:
    log, numbers = [Edit(seq, kind, data) for seq, (kind, data) in enumerate(steps, 1)], set(range(6))
    fitted = fit(log, numbers, numbers, set(range(100, 105)))
    assert replayed(fitted.edits, numbers).themes == replayed(log, numbers).themes


def test_the_last_two_themes_are_merged_too() -> None:
    merge = Edit(1, EditKind.MERGE, {"theme": 1, "into": 0})
    assert fit([merge], {0, 1}, {1}, ()).stands_for == {0: 1, 1: 1}


@given(STEPS, st.sets(NUMBERS), st.sets(COMMENTS))
def test_what_is_left_of_a_theme_keeps_its_name_answer_and_company(
    steps: list[tuple[EditKind, dict[str, Any]]], left: set[int], comments: set[int]
) -> None:
    log, fresh = log_of(steps), 6
    fitted = fit(log, set(range(6)), left | {fresh}, comments)
    then, now = replayed(log, set(range(6))), replayed(fitted.edits, left | {fresh})
    assert len(now.themes) == sum(bool(theme.sources & left) for theme in then.themes) + 1
    for old in then.themes:
        holders = {now.holding(source).number for source in old.sources & left}
        assert len(holders) <= 1
        assert (fitted.stands_for[old.number] is None) == (not holders)
        for number in holders:
            new = now.theme(number)
            assert new.sources == old.sources & left
            assert (new.is_hidden, new.note, new.status, new.answer) == (
                old.is_hidden, old.note, old.status, old.answer,
            )  # fmt: skip
            assert new.label == old.label or (new.label.startswith("mesin") and old.label.startswith("mesin"))
    assert now.moves.keys() <= comments
    assert now.datasets == then.datasets


def test_names_answers_merges_and_moves_are_there_after_new_comments(
    run: AnalysisRun, consultation: Consultation, drafter: Account
) -> None:
    first, second, third = (theme.number for theme in curated_run(run).themes)
    moved = db.session.query(RunAssignment).filter_by(run_id=run.id, theme=third).first().item_id
    edit(drafter, run, EditKind.RENAME, {"theme": first, "label": "Jalan kita"})
    edit(drafter, run, EditKind.MERGE, {"theme": second, "into": first})
    edit(drafter, run, EditKind.RESPOND, {"theme": first, **ANSWER})
    edit(drafter, run, EditKind.NOTE, {"theme": first, "note": "Keliru"})
    edit(drafter, run, EditKind.UNDO, {})
    edit(drafter, run, EditKind.MOVE, {"comment": moved, "theme": first})
    for body in ("Trotoar rusak di depan pasar", "Lampu jalan padam terus", "Sampah menumpuk lagi", "Trotoar pecah"):
        make_comment(consultation, body=body)

    again = analysed(consultation, drafter, 3)
    curated = curated_run(again)
    kept = curated.theme(first)
    assert {theme.number for theme in curated.themes} == {first, third}
    assert (kept.label, kept.status, kept.note) == ("Jalan kita", ResponseStatus.ACCEPTED, "")
    assert kept.sources == {first, second}
    assert theme_of(again, curated, moved) is kept
    event = db.session.query(AuditEvent).filter_by(action="curation.carried").one()
    assert (event.thing_id, event.data["edits"], event.data["lost"]) == (str(again.id), 4, 0)
    assert db.session.query(CurationEdit).filter_by(run_id=again.id, actor_id=drafter.id).count() == 4


def test_what_was_carried_over_can_be_undone(run: AnalysisRun, consultation: Consultation, drafter: Account) -> None:
    number = curated_run(run).themes[0].number
    edit(drafter, run, EditKind.RENAME, {"theme": number, "label": "Jalan kita"})
    again = analysed(consultation, drafter, 3)
    edit(drafter, again, EditKind.UNDO, {})
    assert curated_run(again).theme(number).label != "Jalan kita"
    assert curated_run(run).theme(number).label == "Jalan kita"


def test_a_theme_that_vanished_and_a_move_that_is_lost_are_said(
    client: FlaskClient, find: Find, drafter: Account
) -> None:
    run = find({0: [1, 2, 3, 4], 1: [5, 6, 7], 2: [8, 9]})
    edit(drafter, run, EditKind.RENAME, {"theme": 0, "label": "Urusan <lama>"})
    edit(drafter, run, EditKind.RESPOND, {"theme": 0, **ANSWER})
    edit(drafter, run, EditKind.MOVE, {"comment": 1, "theme": 2})
    edit(drafter, run, EditKind.MOVE, {"comment": 5, "theme": 2})
    edit(drafter, run, EditKind.RENAME, {"theme": 1, "label": "Tetap ada"})

    again = find({1: [5, 6, 7], 2: [8, 9]})
    assert [theme["label"] for theme in again.carried["vanished"]] == ["Urusan <lama>"]
    page = client_page(client, drafter, again)
    assert "2 perubahan ikut dibawa" in page
    assert "Tema berikut tidak ditemukan lagi" in page
    assert "Urusan &lt;lama&gt;</span> (jawabannya tidak ikut dibawa)" in page
    assert "1 tanggapan yang pernah Anda pindahkan tidak dapat dipindahkan lagi" in page
    assert f'href="/workbench/runs/{run.id}"' in page
    event = db.session.query(AuditEvent).filter_by(action="curation.carried").one()
    assert (event.data["edits"], event.data["lost"]) == (2, 3)


def test_an_answer_outlives_the_merged_theme_that_it_was_written_for(find: Find, drafter: Account) -> None:
    run = find({0: [1, 2, 3, 4], 1: [5, 6, 7], 2: [8, 9]})
    edit(drafter, run, EditKind.MERGE, {"theme": 1, "into": 0})
    edit(drafter, run, EditKind.RENAME, {"theme": 0, "label": "Jalan kita"})
    edit(drafter, run, EditKind.RESPOND, {"theme": 0, **ANSWER})

    again = find({1: [1, 2, 3, 5, 6, 7], 2: [8, 9]})
    kept = curated_run(again).theme(1)
    assert (kept.label, kept.status) == ("Jalan kita", ResponseStatus.ACCEPTED)
    assert again.carried["vanished"] == []


def test_a_theme_that_was_not_there_before_is_marked_as_new(client: FlaskClient, find: Find, drafter: Account) -> None:
    find({0: [1, 2, 3]})
    again = find({0: [1, 2, 3], 1: [4, 5]})
    page = client_page(client, drafter, again)
    assert page.count('<span class="pill pill--accent">Baru</span>') == 1
    assert page.index("Tema 1</a>") < page.index("Baru</span>")


def test_a_first_analysis_says_nothing_of_an_earlier_one(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    assert run.carried == {}
    assert "analisis sebelumnya" not in client_page(client, drafter, run)


def test_the_result_and_the_work_on_it_are_stored_together_or_not_at_all(
    run: AnalysisRun, consultation: Consultation, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("civic.insights.curation.jobs.carry_over", fail)
    prepared = prepare_here(drafter, of_activity(consultation), 3)
    assert jobs.run_here(JOB, {"run_id": prepared.id}).state is jobs.JobState.FAILED
    assert db.session.get_one(AnalysisRun, prepared.id).finished_at is None
    assert db.session.query(RunTheme).filter_by(run_id=prepared.id).count() == 0


def test_a_job_that_is_done_again_carries_nothing_over_twice(
    run: AnalysisRun, consultation: Consultation, drafter: Account
) -> None:
    edit(drafter, run, EditKind.HIDE, {"theme": curated_run(run).themes[0].number})
    again = analysed(consultation, drafter, 3)
    jobs.run_here(JOB, {"run_id": again.id})
    assert db.session.query(CurationEdit).filter_by(run_id=again.id).count() == 1


def client_page(client: FlaskClient, drafter: Account, run: AnalysisRun) -> str:
    sign_in(client, drafter)
    return client.get(f"/workbench/runs/{run.id}").text


def test_many_moves_and_themes_made_by_hand_are_there_after_new_comments(
    run: AnalysisRun, consultation: Consultation, drafter: Account
) -> None:
    first, second, _ = (theme.number for theme in curated_run(run).themes)
    inside = db.select(RunAssignment.item_id).where(RunAssignment.run_id == run.id, RunAssignment.theme == first)
    one, two, three, *_rest = db.session.scalars(inside.order_by(RunAssignment.item_id)).all()
    edit(drafter, run, EditKind.CONFIRM, {"comments": [one], "theme": first})
    made = edit(drafter, run, EditKind.SPLIT, {"theme": first, "label": "Sendiri", "comments": [two]}).data["number"]
    edit(drafter, run, EditKind.EXCLUDE, {"comments": [three], "reason": "Iklan"})
    make_comment(consultation, drafter, body="Lampu jalan di depan masjid padam")
    curated = curated_run(later := analysed(consultation, drafter, 3))
    assert theme_of(later, curated, one).number == first
    assert theme_of(later, curated, two).label == "Sendiri"
    assert curated.theme(made).quotes == [two]
    assert curated.excluded == {three: "Iklan"}
    assert placed_of(later, curated) == {one: first, two: made}
    assert (
        edit(drafter, later, EditKind.SPLIT, {"theme": second, "label": "Lagi", "comments": [one]}).data["number"]
        > made
    )
