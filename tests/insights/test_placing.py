"""Comments that drafters place: many at once, with their copies, split off, set aside, confirmed; and taken back."""

from __future__ import annotations

import pytest

from civic.core.accounts.models import Account
from civic.errors import Invalid, NotFound
from civic.extensions import db
from civic.insights.curation.actions import EditedMeanwhile, edit
from civic.insights.curation.log import Edit, clash
from civic.insights.curation.members import EVERYTHING, Choice, Standing, excluded, members
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run, placed_of
from civic.insights.curation.replay import EXCLUDED, Curated
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.modules.corpora import Reception, Wanted
from civic.participation.comments.models import Comment


def items_of(run: AnalysisRun, theme: int | None) -> list[int]:
    query = db.select(RunAssignment.item_id).where(RunAssignment.run_id == run.id, RunAssignment.theme == theme)
    return list(db.session.scalars(query.order_by(RunAssignment.item_id)))


def listed(run: AnalysisRun, number: int | None, choice: Choice = EVERYTHING) -> set[int]:
    curated = curated_run(run)
    theme = curated.theme(number) if number is not None else None
    return {member.id for member in members(run, curated, theme, None, choice).items}


def check_sums(run: AnalysisRun) -> Curated:
    """What the replay counts is what the pages list."""
    curated = curated_run(run)
    for theme in curated.themes:
        assert len(listed(run, theme.number)) == theme.size
        assert all(part.size > 0 for part in theme.parts)
        assert theme.rest >= 0
    assert len(excluded(run, curated, None).items) == len(curated.excluded)
    return curated


def test_many_are_moved_at_once_and_one_undo_takes_all_back(run: AnalysisRun, drafter: Account) -> None:
    first, second, _third = (theme.number for theme in curated_run(run).themes)
    some = items_of(run, first)[:4]
    edit(drafter, run, EditKind.MOVE, {"comments": [str(item) for item in some], "theme": second})
    assert set(some) <= listed(run, second)
    assert placed_of(run, check_sums(run)) == dict.fromkeys(some, second)
    edit(drafter, run, EditKind.UNDO, {})
    assert set(some) <= listed(run, first)
    assert placed_of(run, check_sums(run)) == {}
    edit(drafter, run, EditKind.REDO, {})
    assert set(some) <= listed(run, second)
    with pytest.raises(Invalid):
        edit(drafter, run, EditKind.REDO, {})


def test_something_new_forgets_what_was_undone(run: AnalysisRun, drafter: Account) -> None:
    number = curated_run(run).themes[0].number
    edit(drafter, run, EditKind.NOTE, {"theme": number, "note": "Satu"})
    edit(drafter, run, EditKind.UNDO, {})
    edit(drafter, run, EditKind.REMARK, {"theme": number, "remark": "Tolong dibaca"})
    edit(drafter, run, EditKind.REDO, {})
    assert curated_run(run).theme(number).note == "Satu"
    edit(drafter, run, EditKind.UNDO, {})
    edit(drafter, run, EditKind.HIDE, {"theme": number})
    with pytest.raises(Invalid):
        edit(drafter, run, EditKind.REDO, {})


def test_a_campaign_is_one_row_and_moves_as_one(run: AnalysisRun, drafter: Account) -> None:
    first, second, _third = (theme.number for theme in curated_run(run).themes)
    copies = items_of(run, first)[:3]
    of_run = RunAssignment.run_id == run.id, RunAssignment.item_id.in_(copies)
    db.session.execute(db.update(RunAssignment).where(*of_run).values(campaign=copies[0]))
    db.session.commit()
    page = members(run, curated_run(run), curated_run(run).theme(first), None)
    assert {member.id: member.copies for member in page.items}[copies[0]] == 3
    assert not {member.id for member in page.items} & set(copies[1:])
    edit(drafter, run, EditKind.MOVE, {"comments": [copies[0]], "copies": "1", "theme": second})
    assert set(placed_of(run, curated_run(run))) == set(copies)
    edit(drafter, run, EditKind.MOVE, {"comments": [copies[0]], "theme": "none"})
    assert set(copies[1:]) <= listed(run, second)  # without the one that stood for them each is shown


def test_a_sub_theme_or_what_a_search_finds_becomes_a_theme(run: AnalysisRun, drafter: Account) -> None:
    first, second, _third = (theme.number for theme in curated_run(run).themes)
    inside = items_of(run, first)
    of_part = RunAssignment.run_id == run.id, RunAssignment.item_id.in_(inside[:2])
    db.session.execute(db.update(RunAssignment).where(*of_part).values(part=1))
    db.session.commit()
    split = {"theme": first, "label": "Bagian"}
    made = edit(drafter, run, EditKind.SPLIT, split | {"part": f"{first}.1"}).data["number"]
    assert listed(run, made) == set(inside[:2])
    word = db.session.get_one(Comment, items_of(run, second)[0]).body.split()[0]
    choice = Choice(Wanted(words=word.upper()))
    found = listed(run, second, choice)
    data = {"theme": second, "from": second, "label": "Temuan", "choice": choice}
    further = edit(drafter, run, EditKind.SPLIT, data).data["number"]
    assert further == made + 1
    assert listed(run, further) == found
    curated = check_sums(run)
    assert curated.theme(further).terms
    assert set(curated.theme(further).quotes) <= found
    edit(drafter, run, EditKind.MERGE, {"theme": made, "into": second})
    check_sums(run)
    for _ in range(3):
        edit(drafter, run, EditKind.UNDO, {})
    assert [theme.number for theme in check_sums(run).themes] == [theme.number for theme in run.themes]


def test_what_is_set_aside_stands_in_no_theme_with_its_reason(run: AnalysisRun, drafter: Account) -> None:
    first = curated_run(run).themes[0].number
    some = items_of(run, first)[:2]
    with pytest.raises(Invalid):
        edit(drafter, run, EditKind.EXCLUDE, {"comments": some, "reason": " "})
    edit(drafter, run, EditKind.EXCLUDE, {"comments": some, "reason": "Iklan"})
    curated = check_sums(run)
    assert curated.excluded == dict.fromkeys(some, "Iklan")
    assert not listed(run, None) & set(some)
    assert {row.home for row in db.session.query(RunAssignment).filter(RunAssignment.item_id.in_(some))} == {EXCLUDED}
    assert placed_of(run, curated) == {}
    edit(drafter, run, EditKind.MOVE, {"comments": some, "theme": first})
    assert check_sums(run).excluded == {}


def test_what_is_confirmed_counts_as_placed_where_it_stands_and_only_there(run: AnalysisRun, drafter: Account) -> None:
    first, second, _third = (theme.number for theme in curated_run(run).themes)
    some = items_of(run, first)[:2]
    edit(drafter, run, EditKind.CONFIRM, {"comments": some, "theme": first})
    assert placed_of(run, check_sums(run)) == dict.fromkeys(some, first)
    assert listed(run, first, Choice(standing=Standing.PLACED)) == set(some)
    assert not listed(run, first, Choice(standing=Standing.FOUND)) & set(some)
    with pytest.raises(Invalid):
        edit(drafter, run, EditKind.CONFIRM, {"comments": some, "theme": second})
    with pytest.raises(NotFound):
        edit(drafter, run, EditKind.CONFIRM, {"comments": [10**6], "theme": first})
    with pytest.raises(Invalid):
        edit(drafter, run, EditKind.CONFIRM, {"comments": [], "theme": first})


def test_comments_are_found_by_words_time_and_what_others_think(run: AnalysisRun, drafter: Account) -> None:
    first = curated_run(run).themes[0].number
    number = items_of(run, first)[0]
    comment = db.session.get_one(Comment, number)
    comment.disagree_count, comment.body = 3, "100% setuju _ ini"
    db.session.commit()
    assert listed(run, first, Choice(Wanted(words="100% SETUJU"))) == {number}
    assert listed(run, first, Choice(Wanted(words="100_"))) == set()
    assert listed(run, first, Choice(Wanted(reception=Reception.REJECTED))) == {number}
    assert number not in listed(run, first, Choice(Wanted(reception=Reception.UNJUDGED)))
    assert listed(run, first, Choice(Wanted(since=comment.created_at, until=comment.created_at))) == set()
    assert number in listed(run, first, Choice(Wanted(since=comment.created_at)))


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        ((EditKind.RESPOND, {"theme": 1}), (EditKind.RESPOND, {"theme": 2}), False),
        ((EditKind.RESPOND, {"theme": 1}), (EditKind.RENAME, {"theme": 1}), False),
        ((EditKind.RESPOND, {"theme": 1}), (EditKind.RESPOND, {"theme": 1}), True),
        ((EditKind.HIDE, {"theme": 1}), (EditKind.SHOW, {"theme": 1}), True),
        ((EditKind.RENAME, {"theme": 1}), (EditKind.MERGE, {"theme": 1, "into": 2}), True),
        ((EditKind.RENAME, {"theme": 2}), (EditKind.MERGE, {"theme": 1, "into": 2}), True),
        ((EditKind.MOVE, {"comments": [1, 2], "theme": 1}), (EditKind.MOVE, {"comment": 2, "theme": 3}), True),
        ((EditKind.MOVE, {"comments": [1], "theme": 1}), (EditKind.MOVE, {"comments": [2], "theme": 1}), False),
        ((EditKind.UNDO, {}), (EditKind.NOTE, {"theme": 1}), True),
        ((EditKind.NOTE, {"theme": 1}), (EditKind.UNDO, {}), False),
        ((EditKind.REMARK, {"theme": 1}), (EditKind.MERGE, {"theme": 1, "into": 2}), False),
        ((EditKind.UNDO, {}), (EditKind.REMARK, {"theme": 1}), False),
    ],
)
def test_only_edits_of_the_same_thing_get_into_each_others_way(
    mine: tuple[EditKind, dict], other: tuple[EditKind, dict], expected: bool
) -> None:
    assert clash(Edit(2, *mine), [Edit(1, *other)]) is expected


def test_whose_theme_was_merged_away_meanwhile_is_told_so(run: AnalysisRun, drafter: Account) -> None:
    first, second, _third = (theme.number for theme in curated_run(run).themes)
    edit(drafter, run, EditKind.MERGE, {"theme": second, "into": first}, seq=0)
    with pytest.raises(EditedMeanwhile):
        edit(drafter, run, EditKind.RESPOND, {"theme": second, "status": "accepted", "answer": "Ya"}, seq=0)
    with pytest.raises(NotFound):
        edit(drafter, run, EditKind.RESPOND, {"theme": second, "status": "accepted", "answer": "Ya"}, seq=1)
