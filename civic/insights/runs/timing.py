"""How long an analysis takes, from what it has done so far and from those that read about as many comments."""

from __future__ import annotations

from datetime import datetime
from statistics import median

from sqlalchemy import select

from civic.core.jobs import Progress
from civic.core.jobs.models import JobRecord
from civic.extensions import db
from civic.insights.runs.models import AnalysisRun

LATELY, LIKE = 20, 4  # of so many the ones between a quarter and four times as large
# From here on the pace of the job itself tells something; before, it has only read.
PACE_FROM_PERCENT, PACE_FROM_S = 60, 10
LATE = 1.25


def seconds_left(state: Progress, size: int, now: datetime) -> float | None:
    """How long a running analysis of so many comments still takes; None where nothing can be said honestly.

    That is so where none of like size was made and this one has not come far, and where it has already taken
    longer than those; one read.
    """
    if state.started_at is None:
        return None
    elapsed_s = (now - state.started_at).total_seconds()
    if state.percent >= PACE_FROM_PERCENT and elapsed_s >= PACE_FROM_S:
        return elapsed_s * (100 - state.percent) / state.percent
    usual_s = usual_seconds(size)
    if usual_s is None or elapsed_s > usual_s * LATE:
        return None
    return max(usual_s - elapsed_s, 0.0)


def usual_seconds(size: int) -> float | None:
    """What the last analyses of like size took, drawn up or down to this size. Uses the primary keys, from the end."""
    query = (
        select(AnalysisRun.comment_count, JobRecord.started_at, JobRecord.finished_at)
        .join(JobRecord, JobRecord.id == AnalysisRun.job_id)
        .where(AnalysisRun.finished_at.is_not(None), JobRecord.started_at.is_not(None))
    )
    rows = db.session.execute(query.order_by(AnalysisRun.id.desc()).limit(LATELY)).all()
    taken = [
        (row.finished_at - row.started_at).total_seconds() * size / row.comment_count
        for row in rows
        if row.finished_at and size / LIKE <= row.comment_count <= size * LIKE
    ]
    return median(taken) if taken else None
