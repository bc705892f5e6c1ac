"""Every edit of a run's themes goes through `edit`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import locked, transaction
from civic.core.permissions import require
from civic.core.text import clean, clean_line
from civic.errors import Conflict, NotFound
from civic.extensions import db
from civic.insights.curation.checks import checked
from civic.insights.curation.log import Edit, clash, effective, undone
from civic.insights.curation.models import CurationEdit, EditKind
from civic.insights.curation.queries import chunks, curated_run, edits_of
from civic.insights.curation.replay import FIRST_BY_HAND, homes
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun, RunAssignment

TERMS, QUOTES, LABELS = 10, 5, 3


class EditedMeanwhile(Conflict):
    """Somebody else has edited the same thing since the page was opened."""

    default = _l("Somebody else has changed these themes since you opened the page. Look at them again, then retry.")


def edit(
    actor: Account, run: AnalysisRun, kind: EditKind, data: dict[str, Any], seq: int | None = None
) -> CurationEdit:
    """Add one edit to the log of a run.

    Args:
        data: as it came from a form; what the kind needs is checked and kept (`civic.insights.curation.checks`).
        seq: the log's length as the drafter saw it; None to add whatever came in between.

    Raises:
        Invalid, NotFound, NotPermitted: at the value that is wrong.
        EditedMeanwhile: somebody has changed the same theme, or moved the same comments, since.
    """
    with transaction():
        require(actor, InsightPermission.CURATE, run)
        locked(run)  # the log grows by one edit at a time
        log = edits_of(run.id)
        length = log[-1].seq if log else 0
        try:
            kept = checked(run, curated_run(run), kind, data, can_redo=bool(undone(log)))
        except NotFound:
            if seq in (None, length):
                raise
            raise EditedMeanwhile from None  # it was there when the drafter saw it
        if kind is EditKind.SPLIT:
            kept = _portrait(run.id, kept["comments"]) | kept | {"number": _next_number(log)}
        mine = Edit(length + 1, kind, kept)
        if seq is not None and clash(mine, [other for other in log if other.seq > seq]):
            raise EditedMeanwhile
        made = CurationEdit(run_id=run.id, seq=mine.seq, kind=kind, data=kept, actor_id=actor.id)
        db.session.add(made)
        settle(run.id, [*log, mine], _placed_anew(log, mine))
        numbers = {k: v for k, v in kept.items() if isinstance(v, int)}
        record(actor, f"theme.{kind}", run, **numbers, **({"comments": len(mine.comments)} if mine.comments else {}))
        return made


def write_up(
    actor: Account, run: AnalysisRun, number: int, words: Mapping[str, str], status: str = "", seq: int | None = None
) -> list[CurationEdit]:
    """Keep what a drafter has written about a theme: each that is new is an edit, all or none are kept.

    Args:
        words: `label`, `note` and `answer`; what is not among them stays.
        status: what the city does with the theme; the former where it is empty.

    Raises:
        as `edit`.
    """
    with transaction():
        theme = curated_run(run).theme(number)
        if theme is None:
            raise EditedMeanwhile
        made = []
        if "label" in words and clean_line(words["label"]) != theme.label:
            made.append(edit(actor, run, EditKind.RENAME, {"theme": number, "label": words["label"]}, seq))
        if "note" in words and clean(words["note"]) != theme.note:
            made.append(edit(actor, run, EditKind.NOTE, {"theme": number, "note": words["note"]}, seq))
        answer, status = clean(words.get("answer", theme.answer)), status or theme.status or ""
        if (answer, status) != (theme.answer, theme.status or ""):
            data = {"theme": number, "status": status, "answer": answer}
            made.append(edit(actor, run, EditKind.RESPOND, data, seq))
        return made


def settle(run_id: int, log: list[Edit], comments: Iterable[int]) -> None:
    """Keep beside each of these comments where the log has put it. By primary key."""
    placed = homes(log)
    confirmed = {comment for edit in effective(log) for comment in edit.comments}
    where: dict[tuple[Any, bool], list[int]] = {}
    for comment in comments:
        home = placed.get(comment, RunAssignment.theme)
        where.setdefault((home, comment in confirmed), []).append(comment)
    for (home, is_placed), items in where.items():
        for some in chunks(items):
            db.session.execute(
                update(RunAssignment)
                .where(RunAssignment.run_id == run_id, RunAssignment.item_id.in_(some))
                .values(home=home, is_placed=is_placed)
                .execution_options(synchronize_session=False)
            )


def _placed_anew(log: list[Edit], mine: Edit) -> list[int]:
    """The comments whose place may have changed: of what is done, or of what is taken or brought back."""
    if mine.kind is EditKind.UNDO:
        return effective(log)[-1].comments
    if mine.kind is EditKind.REDO:
        return undone(log)[-1].comments
    return mine.comments


def _next_number(log: list[Edit]) -> int:
    made = [edit.data["number"] for edit in log if edit.kind is EditKind.SPLIT]
    return max(made, default=FIRST_BY_HAND - 1) + 1


def _portrait(run_id: int, comments: list[int]) -> dict[str, Any]:
    """Terms, quotes and what to call a theme made by hand: what the engine has noted of its comments."""
    words: Counter[str] = Counter()
    weights: list[tuple[float, int]] = []
    columns = RunAssignment.item_id, RunAssignment.weight, RunAssignment.terms
    for some in chunks(comments):
        of_run = RunAssignment.run_id == run_id, RunAssignment.item_id.in_(some)
        for row in db.session.execute(select(*columns).where(*of_run)):
            words.update(row.terms)
            weights.append((-row.weight, row.item_id))
    terms = sorted(words, key=lambda word: (-words[word], word))[:TERMS]
    labels = [term[:1].upper() + term[1:] for term in terms[:LABELS]]
    return {"terms": terms, "labels": labels, "quotes": [item for _weight, item in sorted(weights)[:QUOTES]]}
