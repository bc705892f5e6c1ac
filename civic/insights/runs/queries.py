"""Reading corpora and runs."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, defer, joinedload

from civic.analysis import Comment as CorpusComment
from civic.errors import NotFound
from civic.extensions import db
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunDuplicate
from civic.participation.comments.models import Comment, CommentState

CHUNK = 1_000


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


def campaigns_of(run_id: int, limit: int = 20) -> list[RunDuplicate]:
    """The largest campaigns of a run, without the long lists of their members. Uses the primary key."""
    query = select(RunDuplicate).where(RunDuplicate.run_id == run_id).options(defer(RunDuplicate.members))
    return list(db.session.scalars(query.order_by(RunDuplicate.size.desc(), RunDuplicate.representative).limit(limit)))


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
            select(Comment.id, Comment.body, Comment.author_id, Comment.external_author, Comment.created_at)
            .where(Comment.activity_id == activity_id, Comment.state == CommentState.PUBLISHED, Comment.id > last)
            .order_by(Comment.id)
            .limit(CHUNK)
        )
        with Session(engine) as session:
            rows = session.execute(query).all()
        for row in rows:
            author = f"a{row.author_id}" if row.author_id else f"x{row.external_author or row.id}"
            yield CorpusComment(str(row.id), row.body, author, row.created_at.isoformat())
        if len(rows) < CHUNK:
            return
        last = rows[-1].id
