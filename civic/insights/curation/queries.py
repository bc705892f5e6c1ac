"""Reading a run as the drafter left it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from civic.analysis import mask
from civic.extensions import db
from civic.insights.curation.log import Edit
from civic.insights.curation.models import CurationEdit, EditKind
from civic.insights.curation.replay import EXCLUDED, UNKNOWN, Curated, CuratedTheme, Origin, Part, curate
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunTheme
from civic.modules.corpora import Item, Tally

CHUNK = 5_000


def edits_of(run_id: int) -> list[Edit]:
    """The log of a run, in order. Uses the unique index on (run_id, seq)."""
    query = select(CurationEdit.seq, CurationEdit.kind, CurationEdit.data).where(CurationEdit.run_id == run_id)
    return [Edit(row.seq, row.kind, row.data) for row in db.session.execute(query.order_by(CurationEdit.seq))]


def length_of_log(run_id: int) -> int:
    """Number of the newest edit. Uses the unique index on (run_id, seq)."""
    return db.session.scalar(select(func.max(CurationEdit.seq)).where(CurationEdit.run_id == run_id)) or 0


def curated_run(run: AnalysisRun) -> Curated:
    """The themes of a run with all edits over them; three queries."""
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
            parts=[
                Part(p["label"], p["size"], row.number, p.get("number", UNKNOWN), tuple(p.get("labels", ())))
                for p in row.subthemes
            ],
            labels=list(row.labels),
        )
        for row in rows
    ]
    edits = edits_of(run.id)
    moved = {comment for edit in edits if edit.kind is not EditKind.CONFIRM for comment in edit.comments}
    return curate(themes, edits, origin_of(run.id, moved))


def items_in(run: AnalysisRun, theme: CuratedTheme | None) -> Select[int]:
    """A query for the ids of the items behind a theme (None: those in no theme). Uses ix_run_assignment_home."""
    return select(RunAssignment.item_id).where(belongs(run.id, theme))


def tally_of(run: AnalysisRun, theme: CuratedTheme) -> Tally:
    """How many different people speak in a theme, and what others think of what they say; one query."""
    return run.source.tally(items_in(run, theme))


def quotable(run: AnalysisRun, ids: Collection[int]) -> dict[int, Item]:
    """Those of a few items that are still shown, as quotes: personal numbers masked."""
    return {number: replace(item, text=mask(item.text)) for number, item in run.source.shown(ids).items()}


def origin_of(run_id: int, items: Iterable[int]) -> dict[int, Origin]:
    """Where the engine has put each of these items that the run knows. Uses the primary key (run, item)."""
    columns = RunAssignment.item_id, RunAssignment.theme, RunAssignment.part
    return {
        row.item_id: Origin(row.theme, row.part)
        for some in chunks(items)
        for row in db.session.execute(
            select(*columns).where(RunAssignment.run_id == run_id, RunAssignment.item_id.in_(some))
        )
    }


def placed_of(run: AnalysisRun, curated: Curated) -> dict[int, int | None]:
    """The theme of every item that a person has moved or confirmed, None for no theme; not those set aside.

    Uses ix_run_assignment_home.
    """
    query = select(RunAssignment.item_id, RunAssignment.home)
    query = query.where(RunAssignment.run_id == run.id, RunAssignment.is_placed, _is_read())
    holder = {source: theme.number for theme in curated.themes for source in theme.sources}
    return {row.item_id: holder.get(row.home) for row in db.session.execute(query)}


def chunks(items: Iterable[int], size: int = CHUNK) -> Iterator[list[int]]:
    """The numbers some at a time: databases take only so many in one question."""
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some


def belongs(run_id: int, theme: CuratedTheme | None) -> ColumnElement[bool]:
    """The condition for an assignment's item to be in a theme after curation, or in none."""
    home = RunAssignment.home.in_(theme.sources) if theme else RunAssignment.home.is_(None)
    return and_(RunAssignment.run_id == run_id, home)


def _is_read() -> ColumnElement[bool]:
    return or_(RunAssignment.home.is_(None), RunAssignment.home != EXCLUDED)
