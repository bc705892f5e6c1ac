"""The comments behind a theme, as a drafter looks through them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from civic.core.db.pagination import Page, keyset
from civic.extensions import db
from civic.insights.curation.queries import belongs, chunks
from civic.insights.curation.replay import EXCLUDED, Curated, CuratedTheme
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.runs.queries import corrected_items
from civic.modules.corpora import Item, Searchable, Wanted

PER_PAGE = 30
UNSURE = 0.35  # cosine to the theme below which a comment is worth a look


class Standing(StrEnum):
    """How sure it is that a comment belongs where it is."""

    PLACED = "placed"
    FOUND = "found"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Choice:
    """Which of a theme's comments a drafter looks at.

    Attributes:
        wanted: by what is said, where, when, and how it was received.
        standing: how sure its place is; None for all.
        is_campaign: only what was sent several times.
    """

    wanted: Wanted = field(default_factory=Wanted)
    standing: Standing | None = None
    is_campaign: bool = False

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self == EVERYTHING


EVERYTHING = Choice()


@dataclass(frozen=True)
class Member:
    """An item behind a theme, and why it is there.

    Of one that is no longer shown only its number is told.

    Attributes:
        item: what it says, None when it is no longer shown.
        weight: 0 to 1, how strongly it belongs.
        terms: its own words that brought it here; none where a drafter moved it by hand.
        second: another theme that it touches as well.
        copies: how many texts in the theme this one stands for: itself, and those that are like it.
        is_placed: a person has put it here, or said that it belongs here.
    """

    id: int
    item: Item | None
    weight: float
    terms: list[str]
    second: CuratedTheme | None
    is_moved: bool
    is_placed: bool
    copies: int = 1


def members(
    run: AnalysisRun, curated: Curated, theme: CuratedTheme | None, cursor: str | None, choice: Choice = EVERYTHING
) -> Page[Member]:
    """The items behind a theme (None: those in no theme), the most typical first, copies as one; four queries.

    Uses ix_run_assignment_home (run, home, weight, item).
    """
    inside = belongs(run.id, theme)
    query = select(RunAssignment).where(inside, *_conditions(run, choice))
    if choice.wanted != EVERYTHING.wanted:  # copies differ in some words: each that matches is shown
        return _page(run, curated, theme, query, cursor, {})
    query = query.where(_stands_for_its_copies(run, theme))
    return _page(run, curated, theme, query, cursor, _copies(run, inside))


def excluded(run: AnalysisRun, curated: Curated, cursor: str | None) -> Page[Member]:
    """What drafters have set aside. Uses ix_run_assignment_home."""
    query = select(RunAssignment).where(RunAssignment.run_id == run.id, RunAssignment.home == EXCLUDED)
    return _page(run, curated, None, query, cursor, {})


def chosen(run: AnalysisRun, theme: CuratedTheme | None, choice: Choice) -> list[int]:
    """Ids of all items behind a theme that are looked at, copies included, in order."""
    query = select(RunAssignment.item_id).where(belongs(run.id, theme), *_conditions(run, choice))
    return list(db.session.scalars(query.order_by(RunAssignment.item_id)))


def in_part(run: AnalysisRun, theme: CuratedTheme, source: int, number: int) -> list[int]:
    """Ids of the items of a sub-theme that are still in its theme, in order."""
    part = RunAssignment.home == source, RunAssignment.theme == source, RunAssignment.part == number
    query = select(RunAssignment.item_id).where(belongs(run.id, theme), *part)
    return list(db.session.scalars(query.order_by(RunAssignment.item_id)))


def examples(run: AnalysisRun, theme: CuratedTheme, limit: int) -> list[int]:
    """Ids of the items that speak most for a theme: those placed by hand first, of copies one.

    Uses ix_run_assignment_home.
    """
    alone = or_(RunAssignment.campaign.is_(None), RunAssignment.campaign == RunAssignment.item_id)
    query = select(RunAssignment.item_id).where(belongs(run.id, theme), alone)
    order = RunAssignment.is_placed.desc(), RunAssignment.weight.desc(), RunAssignment.item_id
    return list(db.session.scalars(query.order_by(*order).limit(limit)))


def are_in(run: AnalysisRun, theme: CuratedTheme | None, items: list[int]) -> bool:
    """Whether all these items stand in the theme (None: in no theme). By primary key."""
    count = select(func.count()).where(belongs(run.id, theme))
    found = (db.session.scalar(count.where(RunAssignment.item_id.in_(some))) or 0 for some in chunks(items))
    return sum(found) == len(items)


def with_copies(run: AnalysisRun, items: list[int]) -> list[int]:
    """These few items, and those like them that stand at the same place. Uses ix_run_assignment_campaign."""
    shown, copy = aliased(RunAssignment), aliased(RunAssignment)
    query = select(copy.item_id).join(
        shown,
        (shown.run_id == copy.run_id)
        & (shown.campaign == copy.campaign)
        & or_(shown.home == copy.home, shown.home.is_(None) & copy.home.is_(None)),
    )
    copies = db.session.scalars(query.where(copy.run_id == run.id, shown.item_id.in_(items)))
    return sorted({*items, *copies})


def _conditions(run: AnalysisRun, choice: Choice) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if choice.wanted != EVERYTHING.wanted and isinstance(run.source, Searchable):
        conditions.append(run.source.matching(RunAssignment.item_id.expression, choice.wanted))
    if choice.is_campaign:
        conditions.append(RunAssignment.campaign.is_not(None))
    if choice.standing is not None:
        conditions.append(RunAssignment.is_placed.is_(choice.standing is Standing.PLACED))
        if choice.standing is Standing.UNSURE:
            conditions.append(RunAssignment.weight < UNSURE)
    return conditions


def _stands_for_its_copies(run: AnalysisRun, theme: CuratedTheme | None) -> ColumnElement[bool]:
    """Of copies in one theme the representative is shown, and others only where it is somewhere else."""
    first = aliased(RunAssignment)
    is_here = first.home.in_(theme.sources) if theme else first.home.is_(None)
    is_copy = (first.run_id == run.id) & (first.item_id == RunAssignment.campaign) & is_here
    is_first = RunAssignment.campaign == RunAssignment.item_id
    return or_(RunAssignment.campaign.is_(None), is_first, ~select(first.item_id).where(is_copy).exists())


def _copies(run: AnalysisRun, inside: ColumnElement[bool]) -> Mapping[int, int]:
    """How many copies of each text that was sent several times stand in a theme."""
    query = select(RunAssignment.campaign, func.count()).where(inside, RunAssignment.campaign.is_not(None))
    rows = db.session.execute(query.group_by(RunAssignment.campaign)).tuples()
    return {campaign: count for campaign, count in rows if campaign is not None}


def _page(
    run: AnalysisRun,
    curated: Curated,
    theme: CuratedTheme | None,
    query: Select[RunAssignment],
    cursor: str | None,
    copies: Mapping[int, int],
) -> Page[Member]:
    order = (RunAssignment.weight, RunAssignment.item_id)
    page = keyset(query, order, cursor, PER_PAGE, descending=True)
    shown = run.source.shown([row.item_id for row in page.items])
    corrected = corrected_items(run)

    def member(row: RunAssignment) -> Member:
        item = shown.get(row.item_id)
        is_moved = row.item_id in curated.moves
        second = curated.holding(row.second) if row.second is not None else None
        has_reasons = item is not None and not is_moved
        return Member(
            row.item_id,
            item,
            row.weight,
            list(row.terms) if has_reasons and row.item_id not in corrected else [],
            second if has_reasons and second is not theme else None,
            is_moved,
            row.is_placed,
            copies.get(row.item_id, 1) if row.campaign == row.item_id else 1,
        )

    return Page([member(row) for row in page.items], page.previous, page.next)
