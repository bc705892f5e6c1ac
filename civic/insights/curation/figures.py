"""What a drafter sees of every theme at once: how many, who, when, and how sure it is."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, case, cast, func, select

from civic.core.caching import each_while_unchanged
from civic.extensions import db
from civic.insights.curation.members import UNSURE
from civic.insights.curation.replay import Curated, CuratedTheme
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.modules.corpora import Searchable, Tally

STEPS = 12  # points of a trend
PRIME = 1_000_003


@dataclass(frozen=True)
class Figures:
    """The figures of one theme.

    Attributes:
        placed: comments that a person has put or confirmed there.
        unsure: comments that the engine alone has put there, with little in common with the theme.
        copies: comments that were sent several times.
        tally: people, and what others think; None where the source does not count by theme.
        trend: comments in each of `STEPS` stretches of equal length, from the first comment of the run to the last.
    """

    placed: int = 0
    unsure: int = 0
    copies: int = 0
    tally: Tally | None = None
    trend: tuple[int, ...] = ()


@dataclass(frozen=True)
class Counts:
    """What is counted among the comments of a theme: people and votes, and how many were said on which day."""

    tally: Tally
    days: Mapping[str, int]


def figures_of(run: AnalysisRun, curated: Curated) -> dict[int, Figures]:
    """The figures of every theme by its number; three queries, however many themes there are.

    Only the comments of themes into or out of which one was moved are counted anew: in a large corpus that is the slow
    part.
    """
    groups = _groups(run, curated.themes)
    if groups is None:
        return {}
    rows = db.session.execute(_sums(groups)).all()
    counts = _counts(run, curated, {row.theme: (row.size, int(row.ids), int(row.squares)) for row in rows})
    trends = _trends({number: of.days for number, of in counts.items()})
    return {
        row.theme: Figures(
            int(row.placed or 0),
            int(row.unsure or 0),
            row.copies,
            counts[row.theme].tally if row.theme in counts else None,
            trends.get(row.theme, ()),
        )
        for row in rows
    }


def sorted_themes(curated: Curated, figures: Mapping[int, Figures], by: str) -> list[CuratedTheme]:
    """The themes in another order than by size; an unknown one is by size."""
    keys = {
        "label": lambda theme: theme.label.casefold(),
        "people": lambda theme: -(of.tally.people if (of := figures.get(theme.number)) and of.tally else 0),
        "unsure": lambda theme: -figures.get(theme.number, Figures()).unsure / (theme.size or 1),
        "answer": lambda theme: (theme.status is not None, -theme.size),
        "votes": lambda theme: -(of.tally.disagrees if (of := figures.get(theme.number)) and of.tally else 0),
    }
    return sorted(curated.themes, key=keys[by]) if by in keys else curated.themes


def _groups(run: AnalysisRun, themes: Iterable[CuratedTheme]) -> Select[int, int] | None:
    """A query for every item in a theme, with the number of the theme that holds it. Uses ix_run_assignment_home."""
    holder = {source: theme.number for theme in themes for source in theme.sources}
    if not holder:
        return None
    moved = {source: number for source, number in holder.items() if source != number}
    group = case(moved, value=RunAssignment.home, else_=RunAssignment.home) if moved else RunAssignment.home
    inside = RunAssignment.run_id == run.id, RunAssignment.home.in_(holder)
    return select(RunAssignment.item_id, group.label("theme")).where(*inside)


def _sums(groups: Select[int, int]) -> Select[*tuple[Any, ...]]:
    """Of each theme what stands in the assignments alone, and sums that tell which comments it has."""
    item, theme = groups.selected_columns
    is_unsure = RunAssignment.is_placed.is_(False) & (RunAssignment.weight < UNSURE)
    number = cast(item, BigInteger)
    return groups.with_only_columns(
        theme,
        func.sum(cast(RunAssignment.is_placed, Integer)).label("placed"),
        func.sum(cast(is_unsure, Integer)).label("unsure"),
        func.count(RunAssignment.campaign).label("copies"),
        func.count().label("size"),
        func.sum(number).label("ids"),
        func.sum(number * number % PRIME).label("squares"),
    ).group_by(theme)


def _counts(run: AnalysisRun, curated: Curated, comments: Mapping[int, Hashable]) -> dict[int, Counts]:
    """Counted anew for the themes whose comments are others than before.

    Args:
        comments: of each theme, what tells them apart from any others.
    """

    def counted(numbers: Collection[int]) -> dict[int, Counts]:
        return _counted(run, [theme for theme in curated.themes if theme.number in numbers])

    keys = {number: ("theme counts", run.id, number, which) for number, which in comments.items()}
    told = (RunAssignment.__tablename__,)
    return each_while_unchanged(keys, counted, lambda counts: 200 + 60 * len(counts.days), told)


def _counted(run: AnalysisRun, themes: Iterable[CuratedTheme]) -> dict[int, Counts]:
    """Of some themes; nothing where the source does not count by theme."""
    groups = _groups(run, themes)
    if groups is None or not isinstance(run.source, Searchable):
        return {}
    tallies, days = run.source.tallies(groups), run.source.days(groups)
    return {number: Counts(tally, days.get(number, {})) for number, tally in tallies.items()}


def _trends(found: Mapping[int, Mapping[str, int]]) -> dict[int, tuple[int, ...]]:
    """The counts by day put together to `STEPS` stretches over all days of the run."""
    day_of = {day: date.fromisoformat(day) for counts in found.values() for day in counts}
    first = min(day_of.values(), default=date.min)
    length = (max(day_of.values(), default=date.min) - first + timedelta(days=1)) / STEPS
    trends = {}
    for number, counts in found.items():
        steps = [0] * STEPS
        for day, count in counts.items():
            steps[int((day_of[day] - first) / length)] += count
        trends[number] = tuple(steps)
    return trends
