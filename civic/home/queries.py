"""What the front page, the feed and the map of the site read across the modules."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from civic.extensions import db
from civic.participation.processes.models import Process


def newest_processes(limit: int) -> list[Process]:
    """Processes with agency and activities, the newest first; two queries."""
    query = select(Process).options(joinedload(Process.agency), selectinload(Process.activities))
    return list(db.session.scalars(query.order_by(Process.id.desc()).limit(limit)))
