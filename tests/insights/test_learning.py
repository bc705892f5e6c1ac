"""A run that learns from its drafter, and an audit of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient

from civic.analysis import learning
from civic.config import Config
from civic.core import jobs
from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.errors import Invalid, NotFound, NotPermitted
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.models import CurationEdit, EditKind
from civic.insights.curation.queries import curated_run, placed_of
from civic.insights.learning.actions import JOB, ask_to_learn, draw_audit, judge, place
from civic.insights.learning.models import AuditItem, RunSuggestion
from civic.insights.learning.queries import (
    asked_next,
    audit_of,
    count_of_moves,
    is_learning,
    learning_of,
    suggested_moves,
    to_judge,
)
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.summaries.actions import compose
from civic.insights.summaries.content import Audit
from civic.modules import Role
from civic.participation.comments.actions import edit_comment
from civic.participation.comments.models import Comment
from tests.conftest import sign_in
from tests.factories import make_account, make_agency


def homes(run: AnalysisRun) -> dict[int, int | None]:
    columns = RunAssignment.item_id, RunAssignment.home
    rows = db.session.execute(db.select(*columns).where(RunAssignment.run_id == run.id).order_by(RunAssignment.item_id))
    return dict(rows.tuples().all())


def learn(run: AnalysisRun) -> None:
    assert jobs.run_here(JOB, {"run_id": run.id}).state is jobs.JobState.DONE
    db.session.expire_all()


def confirm_most(run: AnalysisRun, drafter: Account, leave: int = 2) -> dict[int, int | None]:
    """Everything but a few comments of each theme is confirmed."""
    by_theme: dict[int | None, list[int]] = {}
    for item, home in homes(run).items():
        by_theme.setdefault(home, []).append(item)
    chosen = {item: home for home, items in by_theme.items() if home is not None for item in items[:-leave]}
    place(drafter, run, chosen)
    return chosen


def test_what_is_placed_is_learned_from_and_what_to_read_next_is_suggested(run: AnalysisRun, drafter: Account) -> None:
    assert learning_of(run) is None
    learning = ask_to_learn(drafter, run)
    assert is_learning(learning)
    assert ask_to_learn(drafter, run).job_id == learning.job_id, "asked twice, done once"
    chosen = confirm_most(run, drafter)
    learn(run)
    assert learning_of(run).examples == len(chosen)
    asked = asked_next(run, curated_run(run))
    assert asked
    assert not {one.item.id for one in asked} & set(chosen)
    assert all(0 < one.probability <= 1 for one in asked)
    first = asked[0]
    place(drafter, run, {first.item.id: first.theme.number})
    assert first.item.id not in {one.item.id for one in asked_next(run, curated_run(run))}, "at once, before it learns"


def test_placing_confirms_or_moves_and_is_stored_whole_or_not_at_all(run: AnalysisRun, drafter: Account) -> None:
    items = homes(run)
    (one, here), (other, _) = [pair for pair in items.items() if pair[1] is not None][:2]
    elsewhere = next(theme.number for theme in curated_run(run).themes if theme.number != items[other])
    with pytest.raises(Invalid):
        place(drafter, run, {one: here, other: 999})
    with pytest.raises(NotFound):
        place(drafter, run, {one: here, 10**6: None})
    with pytest.raises(Invalid):
        place(drafter, run, {})
    assert placed_of(run, curated_run(run)) == {}
    assert place(drafter, run, {one: here, other: elsewhere}) == 2
    kinds = db.session.scalars(db.select(CurationEdit.kind).order_by(CurationEdit.seq)).all()
    assert set(kinds) == {EditKind.CONFIRM, EditKind.MOVE}
    assert placed_of(run, curated_run(run)) == {one: here, other: elsewhere}


def test_moves_are_suggested_and_never_made_by_themselves(run: AnalysisRun, drafter: Account) -> None:
    item, home = next(pair for pair in homes(run).items() if pair[1] is not None)
    target = next(theme for theme in curated_run(run).themes if theme.number != home)
    ask_to_learn(drafter, run)
    db.session.add(RunSuggestion(run_id=run.id, item_id=item, theme=target.number, probability=0.97, rank=None))
    db.session.commit()
    (move,) = suggested_moves(run, curated_run(run))
    assert (move.item.id, move.now.number, move.theme.number) == (item, home, target.number)
    assert homes(run)[item] == home
    edit(drafter, run, EditKind.MERGE, {"theme": home, "into": target.number})
    assert count_of_moves(run, curated_run(run)) == 0, "it is there by now"
    edit(drafter, run, EditKind.UNDO, {})
    place(drafter, run, {item: home})
    assert suggested_moves(run, curated_run(run)) == [], "a person has placed it"


def test_the_sample_is_drawn_once_apart_from_what_was_placed(run: AnalysisRun, drafter: Account) -> None:
    chosen = confirm_most(run, drafter, leave=4)
    size = draw_audit(drafter, run)
    drawn = set(db.session.scalars(db.select(AuditItem.item_id)))
    assert size == len(drawn) == len(homes(run)) - len(chosen)
    assert not drawn & set(chosen)
    assert draw_audit(drafter, run) == size
    assert set(db.session.scalars(db.select(AuditItem.item_id))) == drawn


def test_nothing_asks_about_the_sample_or_learns_from_it(run: AnalysisRun, drafter: Account) -> None:
    draw_audit(drafter, run)
    confirm_most(run, drafter)
    learn(run)
    assert learning_of(run).examples == 0
    assert asked_next(run, curated_run(run)) == []


def test_an_audit_tells_its_share_with_bounds_and_the_agreement_of_two(
    run: AnalysisRun, drafter: Account, agency: Agency
) -> None:
    draw_audit(drafter, run)
    assert audit_of(run) is None
    assert compose(run, curated_run(run)).method.audit is None
    sample = to_judge(run, curated_run(run), drafter.id, limit=10)
    stood = {one.item.id: one.stood.number if one.stood else None for one in sample}
    wrong = next(item for item, home in stood.items() if home is not None)
    other = next(theme.number for theme in curated_run(run).themes if theme.number != stood[wrong])
    assert judge(drafter, run, stood | {wrong: other}) == 10
    found = audit_of(run)
    assert (found.checked, found.right, found.kappa) == (10, 9, None)
    assert (found.low, found.high) == pytest.approx((0.596, 0.982), abs=1e-3)
    assert compose(run, curated_run(run)).method.audit == Audit(10, 9, found.low, found.high)
    assert not set(stood) & {one.item.id for one in to_judge(run, curated_run(run), drafter.id, limit=100)}
    colleague = make_account(Role.DRAFTER, agency)
    judge(colleague, run, stood)
    assert 0.5 < audit_of(run).kappa < 1
    place(drafter, run, {wrong: other})
    assert audit_of(run).right == 9, "what is moved afterwards says nothing about the rest"
    judge(drafter, run, {wrong: stood[wrong]})
    assert (audit_of(run).right, audit_of(run).kappa) == (10, 1)
    judge(drafter, run, {wrong: other})
    edit(drafter, run, EditKind.MERGE, {"theme": other, "into": stood[wrong]})
    assert audit_of(run).right == 10, "they are one theme now"


def test_only_the_sample_is_judged_and_only_by_drafters_of_the_agency(run: AnalysisRun, drafter: Account) -> None:
    item = next(iter(homes(run)))
    with pytest.raises(NotFound):
        judge(drafter, run, {item: None})
    draw_audit(drafter, run)
    with pytest.raises(Invalid):
        judge(drafter, run, {})
    with pytest.raises(Invalid):
        judge(drafter, run, {next(iter(db.session.scalars(db.select(AuditItem.item_id)))): 999})
    stranger = make_account(Role.DRAFTER, make_agency())
    for action in (
        lambda: ask_to_learn(stranger, run),
        lambda: place(stranger, run, {item: None}),
        lambda: draw_audit(stranger, run),
        lambda: judge(stranger, run, {item: None}),
    ):
        with pytest.raises(NotPermitted):
            action()


def test_the_pages_take_a_whole_list_at_once(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    ask_to_learn(drafter, run)
    confirm_most(run, drafter, leave=3)
    learn(run)
    sign_in(client, drafter)
    address = f"/workbench/runs/{run.id}"
    first, second = asked_next(run, curated_run(run))[:2]
    page = client.get(f"{address}/next")
    assert f'name="place-{first.item.id}"' in page.text
    refused = client.post(f"{address}/next", data={f"other-{first.item.id}": "none"})
    assert refused.status_code == 422
    sent = {
        f"place-{first.item.id}": str(first.theme.number),
        f"place-{second.item.id}": "other",
        f"other-{second.item.id}": "none",
    }
    assert client.post(f"{address}/next", data=sent).status_code == 303
    placed = placed_of(run, curated_run(run))
    assert (placed[first.item.id], placed[second.item.id]) == (first.theme.number, None)
    assert client.get(f"{address}/moves").status_code == 200
    assert client.post(f"{address}/audit/draw").status_code == 303
    (sampled, *_rest) = to_judge(run, curated_run(run), drafter.id)
    assert client.post(f"{address}/audit", data={}).status_code == 422
    stood = str(sampled.stood.number) if sampled.stood else "none"
    assert client.post(f"{address}/audit", data={f"place-{sampled.item.id}": stood}).status_code == 303
    assert audit_of(run).right == 1
    assert "1" in client.get(f"{address}/audit").text
    assert client.get(address).text.count(f"{address}/audit") == 1


def test_features_are_read_once_while_the_texts_stay(
    run: AnalysisRun, drafter: Account, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    real = learning.read_features

    def counted(texts: Sequence[str], *rest: Any) -> Any:
        reads.append(len(texts))
        return real(texts, *rest)

    monkeypatch.setattr(learning, "read_features", counted, raising=False)

    def learned() -> list[tuple[int, int, float, int | None]]:
        learn(run)
        rows = db.session.query(RunSuggestion).filter_by(run_id=run.id).order_by(RunSuggestion.item_id)
        return [(row.item_id, row.theme, row.probability, row.rank) for row in rows]

    theme = curated_run(run).themes[0]
    place(drafter, run, {theme.quotes[0]: theme.number})
    first = learned()
    assert learned() == first
    assert len(reads) == 1
    (kept,) = (config.home / "cache" / "features").iterdir()
    kept.write_bytes(kept.read_bytes()[:500])
    assert learned() == first, "what was cut short is read again"
    assert len(reads) == 2
    comment = db.session.get_one(Comment, theme.quotes[0])
    edit_comment(comment.author, comment, "Sekarang saya bicara tentang hal lain")
    learned()
    assert len(reads) == 3
