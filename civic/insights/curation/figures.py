"""What a drafter sees of every theme at once: how many, who, when, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Integer, Select, case, cast, func, select

from civic.extensions import db
from civic.insights.curation.members import UNSURE
from civic.insights.curation.replay import Curated, CuratedTheme
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.modules.corpora import Searchable, Tally

STEPS = 12  # points of a trend


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


def figures_of(run: AnalysisRun, curated: Curated) -> dict[int, Figures]:
    """The figures of every theme by its number; three queries, however many themes there are."""
    groups = _groups(run, curated)
    if groups is None:
        return {}
    tallies, trends = _counted(run, groups)
    _item, group = groups.selected_columns
    is_unsure = RunAssignment.is_placed.is_(False) & (RunAssignment.weight < UNSURE)
    sums = [func.sum(cast(condition, Integer)) for condition in (RunAssignment.is_placed, is_unsure)]
    query = groups.with_only_columns(group, *sums, func.count(RunAssignment.campaign)).group_by(group)
    return {
        number: Figures(int(placed or 0), int(unsure or 0), copies, tallies.get(number), trends.get(number, ()))
        for number, placed, unsure, copies in db.session.execute(query)
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


def _groups(run: AnalysisRun, curated: Curated) -> Select[int, int] | None:
    """A query for every item in a theme, with the number of the theme that holds it. Uses ix_run_assignment_home."""
    holder = {source: theme.number for theme in curated.themes for source in theme.sources}
    if not holder:
        return None
    moved = {source: number for source, number in holder.items() if source != number}
    group = case(moved, value=RunAssignment.home, else_=RunAssignment.home) if moved else RunAssignment.home
    inside = RunAssignment.run_id == run.id, RunAssignment.home.in_(holder)
    return select(RunAssignment.item_id, group.label("theme")).where(*inside)


def _counted(run: AnalysisRun, groups: Select[int, int]) -> tuple[Mapping[int, Tally], Mapping[int, tuple[int, ...]]]:
    if not isinstance(run.source, Searchable):
        return {}, {}
    days = run.source.days(groups)
    return run.source.tallies(groups), _trends(days)


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
