"""What the workbench's first page lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from civic.core.permissions import scope
from civic.extensions import db
from civic.insights.permissions import InsightPermission
from civic.insights.runs.queries import activity_ids_with_runs
from civic.insights.summaries.models import Summary
from civic.participation.processes.kinds import is_known
from civic.participation.processes.models import Activity


@dataclass(frozen=True)
class WorkbenchItem:
    """A consultation with its newest finished run and newest edition."""

    activity: Activity
    run_id: int | None
    edition: int | None


def workbench_activities(actor: Any, limit: int = 100) -> list[WorkbenchItem]:
    """The newest activities that the actor may analyse; three queries. Uses ix_activity_agency_id."""
    mine = db.session.scalars(
        select(Activity)
        .options(joinedload(Activity.agency))
        .where(scope(actor, InsightPermission.ANALYSE).covers(Activity.agency_id), is_known())
        .order_by(Activity.id.desc())
        .limit(limit)
    ).all()
    ids = [activity.id for activity in mine]
    runs = activity_ids_with_runs(ids)
    query = select(Summary.activity_id, func.max(Summary.number)).where(Summary.activity_id.in_(ids))
    editions = dict(db.session.execute(query.group_by(Summary.activity_id)).tuples().all())
    return [WorkbenchItem(a, runs.get(a.id), editions.get(a.id)) for a in mine]
