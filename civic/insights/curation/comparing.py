"""Two runs over one corpus side by side, each as drafters left it: which comments stayed together, and which moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased

from civic.core.db.pagination import Page, keyset
from civic.extensions import db
from civic.insights.curation.queries import curated_run
from civic.insights.curation.replay import EXCLUDED, Curated, CuratedTheme
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.runs.queries import themes_found_since
from civic.modules.corpora import Item

PER_PAGE = 30


class Outside(StrEnum):
    """Where a comment is that is in no theme of a run."""

    REMAINDER = "none"
    ASIDE = "aside"
    ABSENT = "absent"  # the run has not read it


Place = int | Outside  # the number of a theme, or where else
ABSENT, REMAINDER = -2, -3
OUTSIDE = {EXCLUDED: Outside.ASIDE, ABSENT: Outside.ABSENT, REMAINDER: Outside.REMAINDER}


@dataclass(frozen=True)
class Flow:
    """So many comments stood in one place in the earlier run, and stand in another in the later one."""

    source: Place
    target: Place
    size: int


@dataclass(frozen=True)
class Line:
    """A theme in both runs.

    Attributes:
        earlier, later: the theme there; None where that run has none that is the same.
        stayed: comments that are in it in both.
        new, dropped: comments that only the later run, or only the earlier one, has read.
    """

    earlier: CuratedTheme | None
    later: CuratedTheme | None
    before: int
    after: int
    stayed: int
    new: int
    dropped: int

    @property
    def theme(self) -> CuratedTheme:
        """As it is called now, or was called last."""
        theme = self.later or self.earlier
        assert theme is not None
        return theme

    @property
    def came(self) -> int:
        """Comments of both runs that stood elsewhere in the earlier one."""
        return self.after - self.stayed - self.new

    @property
    def went(self) -> int:
        """Comments of both runs that stand elsewhere in the later one."""
        return self.before - self.stayed - self.dropped


@dataclass(frozen=True)
class Comparison:
    """What moved between two runs; every comment of either is in one flow.

    Attributes:
        lines: the themes of both, the largest of the later run first, then those that are gone.
        flows: comments that changed their place, the largest flow first.
        same: comments of both runs that are where they were, in a theme or in none.
    """

    earlier: Curated
    later: Curated
    lines: list[Line]
    flows: list[Flow]
    same: int

    @property
    def new(self) -> int:
        """Comments that only the later run has read."""
        return sum(flow.size for flow in self.flows if flow.source == Outside.ABSENT)

    @property
    def gone(self) -> int:
        """Comments that only the earlier run has read."""
        return sum(flow.size for flow in self.flows if flow.target == Outside.ABSENT)

    @property
    def moves(self) -> list[Flow]:
        """The flows of comments that both runs have read."""
        return [flow for flow in self.flows if Outside.ABSENT not in (flow.source, flow.target)]

    @property
    def moved(self) -> int:
        """Comments of both runs that changed their place."""
        return sum(flow.size for flow in self.moves)


@dataclass(frozen=True)
class Moved:
    """A comment with its place in both runs; nothing of what it says where it is no longer shown."""

    id: int
    item: Item | None
    source: Place
    target: Place


def compare(earlier: AnalysisRun, later: AnalysisRun) -> Comparison:
    """Both runs side by side; ten queries whatever their sizes, one of which joins the comments of both."""
    before, after = curated_run(earlier), curated_run(later)
    found = Counter[tuple[Place, Place]]()
    for source, target, size in _together(earlier.id, later.id):
        found[_place(before, source), _place(after, target)] += size
    left, come = _sizes(before, earlier.id), _sizes(after, later.id)
    for (at, to), size in found.items():
        left[at] -= size
        come[to] -= size
    found.update({(place, Outside.ABSENT): size for place, size in left.items() if size})
    found.update({(Outside.ABSENT, place): size for place, size in come.items() if size})
    return _told(before, after, found, _same(earlier, later, before, after))


def moved(
    earlier: AnalysisRun, later: AnalysisRun, source: Place | None, target: Place | None, cursor: str | None
) -> Page[Moved]:
    """A page of the comments that stood in `source` and stand in `target`, in their order.

    None stands for anywhere else, if both runs have read the comment; beside Outside.ABSENT for anywhere.

    Uses ix_run_assignment_home of one run, and the primary key of the other.
    """
    before, after = curated_run(earlier), curated_run(later)
    same = _same(earlier, later, before, after)
    then, now = aliased(RunAssignment), aliased(RunAssignment)
    is_later_whole = source is Outside.ABSENT or target not in (None, Outside.ABSENT)
    pairs = (now, later), (then, earlier)
    (whole, of), (other, of_other) = pairs if is_later_whole else reversed(pairs)
    beside = and_(other.run_id == of_other.id, other.item_id == whole.item_id, other.item_kind == whole.item_kind)
    query = select(whole.item_id, _home(then).label("source"), _home(now).label("target")).outerjoin(other, beside)
    query = query.where(whole.run_id == of.id)
    for row, curated, place, opposite in ((then, before, source, target), (now, after, target, source)):
        if place is not None:
            query = query.where(_stands(row, curated, place))
        else:
            stays = _homes(curated, opposite) if isinstance(opposite, Outside) or opposite in same else set()
            query = query.where(_home(row).not_in({ABSENT} | stays))
    page = keyset(query, (whole.item_id,), cursor, PER_PAGE, scalars=False)
    shown = later.source.shown([row.item_id for row in page.items])
    items = [
        Moved(row.item_id, shown.get(row.item_id), _place(before, row.source), _place(after, row.target))
        for row in page.items
    ]
    return Page(items, page.previous, page.next)


def _together(earlier_id: int, later_id: int) -> Iterable[tuple[int, int, int]]:
    """How many comments of both runs have which two homes. Uses the primary key (run, item)."""
    then, now = aliased(RunAssignment), aliased(RunAssignment)
    beside = and_(then.run_id == earlier_id, then.item_id == now.item_id, then.item_kind == now.item_kind)
    source, target = _home(then), _home(now)
    query = select(source, target, func.count()).select_from(now).join(then, beside).where(now.run_id == later_id)
    return db.session.execute(query.group_by(source, target)).tuples()


def _sizes(curated: Curated, run_id: int) -> Counter[Place]:
    """How many comments of a run are where. Uses ix_run_assignment_home."""
    home = _home(RunAssignment)
    rows = db.session.execute(select(home, func.count()).where(RunAssignment.run_id == run_id).group_by(home)).tuples()
    found = Counter[Place]()
    for code, size in rows:
        found[_place(curated, code)] += size
    return found


def _same(earlier: AnalysisRun, later: AnalysisRun, before: Curated, after: Curated) -> set[int]:
    """Numbers of the themes that are the same in both; those made by hand where they were made of the same words.

    A number that a reading in between gave to a theme found anew may have been another theme's.
    """
    anew = themes_found_since(earlier, later)
    if anew is None:
        return set()
    terms = {theme.number: theme.terms for theme in before.themes}
    return {
        theme.number
        for theme in after.themes
        if theme.number in terms
        and (terms[theme.number] == theme.terms if theme.is_by_hand else theme.number not in anew)
    }


def _told(before: Curated, after: Curated, found: Counter[tuple[Place, Place]], same: set[int]) -> Comparison:
    left, come = Counter[Place](), Counter[Place]()
    for (source, target), size in found.items():
        left[source] += size
        come[target] += size
    absent, lines = Outside.ABSENT, []
    for theme in after.themes:
        n, new = theme.number, found[absent, theme.number]
        if n in same:
            lines.append(Line(before.theme(n), theme, left[n], come[n], found[n, n], new, found[n, absent]))
        else:
            lines.append(Line(None, theme, 0, come[n], 0, new, 0))
    for theme in before.themes:
        if (n := theme.number) not in same:
            lines.append(Line(theme, None, left[n], 0, 0, 0, found[n, absent]))
    stays = {pair for pair in found if pair[0] == pair[1] and (isinstance(pair[0], Outside) or pair[0] in same)}
    flows = [Flow(*pair, size) for pair, size in found.items() if pair not in stays]
    flows.sort(key=lambda flow: (-flow.size, str(flow.source), str(flow.target)))
    return Comparison(before, after, lines, flows, sum(found[pair] for pair in stays))


def _home(row: Any) -> ColumnElement[int]:
    """Where an assignment stands, as a number also where it is in no theme, or is not there at all."""
    return case((row.item_id.is_(None), ABSENT), (row.home.is_(None), REMAINDER), else_=row.home)


def _place(curated: Curated, home: int) -> Place:
    if home in OUTSIDE:
        return OUTSIDE[home]
    theme = curated.holding(home)
    return theme.number if theme else Outside.REMAINDER


def _homes(curated: Curated, place: Place | None) -> set[int]:
    if isinstance(place, Outside):
        return {home for home, outside in OUTSIDE.items() if outside is place}
    theme = curated.theme(place) if place is not None else None
    return theme.sources if theme else set()


def _stands(row: Any, curated: Curated, place: Place) -> ColumnElement[bool]:
    """The condition for an assignment to be in a place; of a theme one that the index answers."""
    return (_home(row) if isinstance(place, Outside) else row.home).in_(_homes(curated, place))
