"""A drafter's work carried over to the next run: the former log, fitted to the themes that are still there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.extensions import db
from civic.insights.curation.actions import settle
from civic.insights.curation.log import Edit, effective
from civic.insights.curation.models import CurationEdit, EditKind
from civic.insights.curation.queries import curated_run, edits_of, origin_of
from civic.insights.runs.models import AnalysisRun, RunTheme


@dataclass(frozen=True)
class Fitted:
    """What of a log can be said of other themes.

    Attributes:
        edits: in order, each with the `seq` that it had.
        lost: edits whose theme or comment is not there any more.
        stands_for: the new theme that has the place of each former one; None where it vanished.
    """

    edits: list[Edit]
    lost: list[Edit]
    stands_for: Mapping[int, int | None]


def carry_over(run_id: int, former_id: int) -> None:
    """Copy the former run's edits to a new run as far as its themes and comments allow, and note on it what is lost."""
    with transaction():
        run, former = db.session.get_one(AnalysisRun, run_id), db.session.get_one(AnalysisRun, former_id)
        log, before, now = edits_of(former_id), _numbers(former_id), _numbers(run_id)
        moved = {comment for edit in log for comment in edit.comments}
        fitted = fit(log, before, now, origin_of(run_id, moved))
        query = select(CurationEdit.seq, CurationEdit.actor_id).where(CurationEdit.run_id == former_id)
        actors = dict(db.session.execute(query).tuples().all())
        db.session.add_all(
            CurationEdit(run_id=run_id, seq=seq, kind=edit.kind, data=dict(edit.data), actor_id=actors[edit.seq])
            for seq, edit in enumerate(fitted.edits, 1)
        )
        settle(run_id, fitted.edits, {comment for edit in fitted.edits for comment in edit.comments})
        vanished = [
            {"number": theme.number, "label": theme.label, "answered": theme.status is not None}
            for theme in curated_run(former).shown
            if fitted.stands_for[theme.number] is None
        ]
        run.carried = {
            "run": former_id,
            "edits": len(fitted.edits),
            "lost_moves": len({comment for edit in fitted.lost for comment in edit.comments}),
            "vanished": vanished,
            "new": sorted(now - before),
        }
        record(None, "curation.carried", run, former=former_id, edits=len(fitted.edits), lost=len(fitted.lost))


def fit(log: Iterable[Edit], before: Collection[int], now: Collection[int], comments: Collection[int]) -> Fitted:
    """Fit a log to the themes and comments of another run.

    Themes that were merged stay together: where the one that took the others in is gone, the one of them that joined
    it last stands for it. What was said of a theme before it was merged into another goes with it silently.

    Args:
        before: numbers of the themes that the log was made over.
        now: numbers of the themes that are there; the same number is the same theme.
        comments: those of the moved comments that are there.
    """
    standing, comments = effective(log), set(comments)
    made = {edit.data["number"]: edit for edit in standing if edit.kind is EditKind.SPLIT}
    before = {*before, *made}
    now = {*now, *(number for number, edit in made.items() if not comments.isdisjoint(edit.comments))}
    merged = _merges(standing, before)
    holder = {number: _holder(number, merged) for number in before}
    heir: dict[int, int | None] = {number: number if number in now else None for number in before}
    heir |= {holder[number]: number for number in merged if number in now and holder[number] not in now}
    stands_for = {number: number if number in now else heir[holder[number]] for number in before}
    edits: list[Edit] = []
    lost: list[Edit] = []
    for edit in standing:
        number: int | None = edit.data.get("theme")
        if edit.comments:
            placed, unplaced = _placed(edit, comments, stands_for)
            edits += placed
            lost += unplaced
        elif number is None:
            edits.append(edit)
        elif stands_for[number] is None:
            lost.append(edit)
        elif (data := _fitted(edit, number, holder, heir, stands_for)) is not None:
            edits.append(Edit(edit.seq, edit.kind, data))
    return Fitted(edits, lost, stands_for)


def _placed(
    edit: Edit, comments: Collection[int], stands_for: Mapping[int, int | None]
) -> tuple[list[Edit], list[Edit]]:
    """The edit over those of its comments that are there, and over those that could not be placed again.

    What was confirmed in a theme is moved there: the engine may have put it elsewhere this time.
    """
    kind = EditKind.MOVE if edit.kind is EditKind.CONFIRM else edit.kind
    there = [comment for comment in edit.comments if comment in comments]
    gone = [comment for comment in edit.comments if comment not in comments]
    data: dict[str, Any] = {key: value for key, value in edit.data.items() if key != "comment"}
    number = data.get("theme")
    if number is not None:
        data["theme"] = stands_for.get(number)
        if kind is EditKind.MOVE and data["theme"] is None:
            there, gone = [], edit.comments
    if kind is EditKind.SPLIT:
        data["quotes"] = [quote for quote in data["quotes"] if quote in comments]
    placed = [Edit(edit.seq, kind, data | {"comments": there})] if there else []
    return placed, [Edit(edit.seq, kind, data | {"comments": gone})] if gone else []


def _fitted(
    edit: Edit,
    number: int,
    holder: Mapping[int, int],
    heir: Mapping[int, int | None],
    stands_for: Mapping[int, int | None],
) -> dict[str, Any] | None:
    """The edit's data with the numbers of today, None where the merges have made it idle."""
    data = dict(edit.data) | {"theme": stands_for[number]}
    if edit.kind is EditKind.MERGE:
        data["into"] = stands_for[edit.data["into"]]
        return data if stands_for[number] == number and data["into"] != number else None
    is_merged_away = holder[number] != number
    if is_merged_away and (stands_for[number] != number or heir[holder[number]] == number):
        return None
    return data


def _merges(log: Iterable[Edit], before: Collection[int]) -> dict[int, int]:
    """The theme that each merged one went into, in order."""
    merged: dict[int, int] = {}
    for edit in log:
        if edit.kind is EditKind.MERGE:
            number, into = edit.data["theme"], edit.data["into"]
            if number != into and {number, into} <= set(before) - merged.keys():
                merged[number] = into
    return merged


def _holder(number: int, merged: Mapping[int, int]) -> int:
    while number in merged:
        number = merged[number]
    return number


def _numbers(run_id: int) -> set[int]:
    return set(db.session.scalars(select(RunTheme.number).where(RunTheme.run_id == run_id)))
