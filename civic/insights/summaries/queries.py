"""Reading published editions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from civic.errors import NotFound
from civic.extensions import db
from civic.insights.runs.queries import corrected_items, gone_items, run_by_id
from civic.insights.summaries.models import Summary
from civic.participation.processes.models import Activity


def edition(kind: str, slug: str, number: int | None = None) -> Summary:
    """An edition of an activity's summary, the newest unless numbered; one query. Raises NotFound."""
    query = (
        select(Summary)
        .join(Summary.activity)
        .options(joinedload(Summary.activity).options(joinedload(Activity.process), joinedload(Activity.agency)))
        .where(Activity.kind == kind, Activity.slug == slug)
    )
    if number is not None:
        query = query.where(Summary.number == number)
    summary = db.session.scalar(query.order_by(Summary.number.desc()).limit(1))
    if summary is None:
        raise NotFound
    return summary


def editions_of(activity_id: int, limit: int = 50) -> list[Row[tuple[int, datetime]]]:
    """(number, published_at) of every edition, newest first."""
    query = select(Summary.number, Summary.published_at).where(Summary.activity_id == activity_id)
    return list(db.session.execute(query.order_by(Summary.number.desc()).limit(limit)))


def newest_number(activity_id: int) -> int | None:
    """Number of the newest edition, if there is one. Uses the unique index on (activity_id, number)."""
    return db.session.scalar(select(func.max(Summary.number)).where(Summary.activity_id == activity_id))


def newest_of(activity_id: int) -> Summary | None:
    """The newest edition of an activity."""
    query = select(Summary).where(Summary.activity_id == activity_id)
    return db.session.scalar(query.order_by(Summary.number.desc()).limit(1))


def latest_editions(limit: int, *, only_newest: bool = False) -> list[Summary]:
    """Editions with their activity, the last published first; `only_newest`: of each activity the newest alone.

    One query. Uses ix_summary_published_at.
    """
    query = select(Summary).options(joinedload(Summary.activity))
    if only_newest:
        query = query.where(Summary.id.in_(select(func.max(Summary.id)).group_by(Summary.activity_id)))
    return list(db.session.scalars(query.order_by(Summary.published_at.desc(), Summary.id.desc()).limit(limit)))


def gone_since(summary: Summary) -> frozenset[int]:
    """Comments of the edition that are no longer shown: their text is told nowhere, their numbers stand."""
    return gone_items(run_by_id(summary.run_id))


def corrected_since(summary: Summary) -> frozenset[int]:
    """Comments of the edition whose authors have said it otherwise since: what they took back is told nowhere."""
    return corrected_items(run_by_id(summary.run_id), summary.published_at)
