"""Reading corpora and runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, and_, func, select
from sqlalchemy.orm import Session, joinedload

from civic.analysis import Comment as CorpusComment
from civic.errors import NotFound
from civic.extensions import db
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunDuplicate
from civic.participation.comments.models import GONE, Comment, CommentState
from civic.participation.comments.people import person_key

CHUNK = 1_000


@dataclass(frozen=True)
class CampaignView:
    """A campaign as the workbench shows it.

    Attributes:
        people: different senders, None where they were not counted.
        representative: the copy that is shown for all; None where none is shown any more.
    """

    size: int
    people: int | None
    first: datetime | None
    last: datetime | None
    representative: int | None
    differences: tuple[str, ...]


def corpus(activity_id: int) -> Iterator[CorpusComment]:
    """The published comments of an activity in order of id, a thousand at a time.

    Each thousand is read in a session of its own: reading all takes long, goes on in whatever thread asks for the
    next one, and must hold no transaction meanwhile.
    """
    return _corpus(db.engine, activity_id)


def assignments_of(run_id: int) -> dict[str, int | None]:
    """The engine's theme of every comment of a run, read in chunks. Uses the primary key (run, comment)."""
    query = select(RunAssignment.comment_id, RunAssignment.theme).where(RunAssignment.run_id == run_id)
    rows = db.session.execute(query.execution_options(yield_per=CHUNK))
    return {str(row.comment_id): row.theme for row in rows}


def gone_comments(run_id: int) -> frozenset[int]:
    """Comments that a run has read and that are no longer shown. Uses ix_comment_state (activity, state)."""
    query = (
        select(Comment.id)
        .join(AnalysisRun, AnalysisRun.activity_id == Comment.activity_id)
        .join(RunAssignment, and_(RunAssignment.run_id == AnalysisRun.id, RunAssignment.comment_id == Comment.id))
        .where(AnalysisRun.id == run_id, Comment.state.in_(GONE))
    )
    return frozenset(db.session.scalars(query))


def campaigns_of(run_id: int, limit: int = 20) -> list[CampaignView]:
    """The largest campaigns of a run. Uses the primary key (run, representative)."""
    query = select(RunDuplicate).where(RunDuplicate.run_id == run_id)
    rows = db.session.scalars(query.order_by(RunDuplicate.size.desc(), RunDuplicate.representative).limit(limit)).all()
    gone = gone_comments(run_id) if rows else frozenset()
    return [_campaign(row, gone) for row in rows]


def _campaign(row: RunDuplicate, gone: frozenset[int]) -> CampaignView:
    """Where copies are gone, another one stands for all, and nothing is told of where they differ."""
    is_whole = gone.isdisjoint(row.members)
    shown = row.representative if row.representative not in gone else None
    if shown is None:
        shown = next((number for number in row.members if number not in gone), None)
    return CampaignView(row.size, row.people, row.first, row.last, shown, tuple(row.differences) if is_whole else ())


def campaign_totals(run_id: int) -> tuple[int, int]:
    """How many campaigns a run has, and how many comments are in them."""
    columns = func.count(), func.coalesce(func.sum(RunDuplicate.size), 0)
    row = db.session.execute(select(*columns).where(RunDuplicate.run_id == run_id)).one()
    return int(row[0]), int(row[1])


def run_by_id(run_id: int) -> AnalysisRun:
    """A run with its activity and process; raises NotFound."""
    run = db.session.scalar(
        select(AnalysisRun).options(joinedload(AnalysisRun.activity)).where(AnalysisRun.id == run_id)
    )
    if run is None:
        raise NotFound
    return run


def finished_run(run_id: int) -> AnalysisRun:
    """As `run_by_id`, but only a run whose themes are there."""
    run = run_by_id(run_id)
    if run.finished_at is None:
        raise NotFound
    return run


def runs_of(activity_id: int, limit: int = 20) -> list[AnalysisRun]:
    """The runs over an activity, newest first. Uses ix_analysis_run_activity_id."""
    query = select(AnalysisRun).where(AnalysisRun.activity_id == activity_id)
    return list(db.session.scalars(query.order_by(AnalysisRun.id.desc()).limit(limit)))


def latest_run(activity_id: int, *, finished: bool = False, before: int | None = None) -> AnalysisRun | None:
    """The newest run over an activity; `finished` only, or only those before another."""
    query = select(AnalysisRun).where(AnalysisRun.activity_id == activity_id)
    if finished:
        query = query.where(AnalysisRun.finished_at.is_not(None))
    if before is not None:
        query = query.where(AnalysisRun.id < before)
    return db.session.scalar(query.order_by(AnalysisRun.id.desc()).limit(1))


def activity_ids_with_runs(activity_ids: list[int]) -> dict[int, int]:
    """Newest finished run of each of these activities."""
    query = (
        select(AnalysisRun.activity_id, func.max(AnalysisRun.id))
        .where(AnalysisRun.activity_id.in_(activity_ids), AnalysisRun.finished_at.is_not(None))
        .group_by(AnalysisRun.activity_id)
    )
    return dict(db.session.execute(query).tuples().all())


def _corpus(engine: Engine, activity_id: int) -> Iterator[CorpusComment]:
    last = 0
    while True:
        query = (
            select(Comment.id, Comment.body, person_key().label("author"), Comment.created_at)
            .where(Comment.activity_id == activity_id, Comment.state == CommentState.PUBLISHED, Comment.id > last)
            .order_by(Comment.id)
            .limit(CHUNK)
        )
        with Session(engine) as session:
            rows = session.execute(query).all()
        for row in rows:
            yield CorpusComment(str(row.id), row.body, row.author, row.created_at.isoformat())
        if len(rows) < CHUNK:
            return
        last = rows[-1].id
