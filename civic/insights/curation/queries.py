"""Reading a run as the drafter left it, and the comments behind each theme."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from civic.analysis import mask
from civic.core.db.pagination import Page, keyset
from civic.extensions import db
from civic.insights.curation.models import CurationEdit, EditKind
from civic.insights.curation.replay import Curated, CuratedTheme, Edit, Part, curate
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunTheme
from civic.insights.runs.queries import corrected_items
from civic.modules.corpora import Item, Tally

PER_PAGE = 50


@dataclass(frozen=True)
class Member:
    """An item behind a theme, and why it is there.

    Of one that is no longer shown only its number is told.

    Attributes:
        item: what it says, None when it is no longer shown.
        weight: 0 to 1, how strongly it belongs.
        terms: its own words that brought it here; none where a drafter moved it by hand.
        second: another theme that it touches as well.
    """

    id: int
    item: Item | None
    weight: float
    terms: list[str]
    second: CuratedTheme | None
    is_moved: bool


def edits_of(run_id: int, until: int | None = None) -> list[Edit]:
    """The log of a run, in order; `until` leaves out what came later. Uses the unique index on (run_id, seq)."""
    query = select(CurationEdit.seq, CurationEdit.kind, CurationEdit.data).where(CurationEdit.run_id == run_id)
    if until is not None:
        query = query.where(CurationEdit.seq <= until)
    return [Edit(row.seq, row.kind, row.data) for row in db.session.execute(query.order_by(CurationEdit.seq))]


def length_of_log(run_id: int) -> int:
    """Number of the newest edit. Uses the unique index on (run_id, seq)."""
    return db.session.scalar(select(func.max(CurationEdit.seq)).where(CurationEdit.run_id == run_id)) or 0


def curated_run(run: AnalysisRun, until: int | None = None) -> Curated:
    """The themes of a run with all edits over them, or those `until` a moment of the log; three queries."""
    rows = db.session.scalars(select(RunTheme).where(RunTheme.run_id == run.id).order_by(RunTheme.number))
    themes = [
        CuratedTheme(
            row.number,
            row.label,
            list(row.terms),
            row.size,
            list(row.quotes),
            {row.number},
            stability=row.stability,
            parts=[Part(part["label"], part["size"], row.number) for part in row.subthemes],
        )
        for row in rows
    ]
    edits = edits_of(run.id, until)
    moved = {edit.data["comment"] for edit in edits if edit.kind is EditKind.MOVE}
    return curate(themes, edits, origin_of(run.id, moved))


def members(run: AnalysisRun, curated: Curated, theme: CuratedTheme | None, cursor: str | None) -> Page[Member]:
    """The items behind a theme (None: those in no theme), the most typical first; three queries.

    Uses ix_run_assignment_theme (run, theme, weight, item).
    """
    page = keyset(
        select(RunAssignment).where(_belongs(run.id, curated, theme)),
        (RunAssignment.weight, RunAssignment.item_id),
        cursor,
        PER_PAGE,
        descending=True,
    )
    shown = run.source.shown([row.item_id for row in page.items])
    corrected = corrected_items(run)
    found = [
        _member(row, shown.get(row.item_id), curated, theme, is_corrected=row.item_id in corrected)
        for row in page.items
    ]
    return Page(found, page.previous, page.next)


def items_in(run: AnalysisRun, curated: Curated, theme: CuratedTheme | None) -> Select[int]:
    """A query for the ids of the items behind a theme."""
    return select(RunAssignment.item_id).where(_belongs(run.id, curated, theme))


def tally_of(run: AnalysisRun, curated: Curated, theme: CuratedTheme) -> Tally:
    """How many different people speak in a theme, and what others think of what they say; one query."""
    return run.source.tally(items_in(run, curated, theme))


def quotable(run: AnalysisRun, ids: Collection[int]) -> dict[int, Item]:
    """Those of a few items that are still shown, as quotes: personal numbers masked."""
    return {number: replace(item, text=mask(item.text)) for number, item in run.source.shown(ids).items()}


def theme_of(run: AnalysisRun, curated: Curated, item_id: int) -> CuratedTheme | None:
    """The theme that an item ended in, if any."""
    if item_id in curated.moves:
        number = curated.moves[item_id]
        return curated.theme(number) if number is not None else None
    source = origin_of(run.id, {item_id}).get(item_id)
    return curated.holding(source) if source is not None else None


def origin_of(run_id: int, items: set[int]) -> dict[int, int | None]:
    """The engine's theme of each of these items that the run knows. Uses the primary key (run, item)."""
    if not items:
        return {}
    rows = db.session.execute(
        select(RunAssignment.item_id, RunAssignment.theme).where(
            RunAssignment.run_id == run_id, RunAssignment.item_id.in_(items)
        )
    )
    return {row.item_id: row.theme for row in rows}


def _member(
    row: RunAssignment, item: Item | None, curated: Curated, theme: CuratedTheme | None, *, is_corrected: bool
) -> Member:
    is_moved = row.item_id in curated.moves
    second = curated.holding(row.second) if row.second is not None else None
    has_reasons = item is not None and not is_moved
    return Member(
        row.item_id,
        item,
        row.weight,
        list(row.terms) if has_reasons and not is_corrected else [],
        second if has_reasons and second is not theme else None,
        is_moved,
    )


def _belongs(run_id: int, curated: Curated, theme: CuratedTheme | None) -> Any:
    """The condition for an assignment's item to be in a theme after curation."""
    number = theme.number if theme else None
    moved_in = [comment for comment, target in curated.moves.items() if target == number]
    base = RunAssignment.theme.in_(theme.sources) if theme else RunAssignment.theme.is_(None)
    return and_(
        RunAssignment.run_id == run_id,
        or_(
            and_(base, RunAssignment.item_id.not_in(list(curated.moves))),
            RunAssignment.item_id.in_(moved_in),
        ),
    )
