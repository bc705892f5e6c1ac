"""Reading what was sent for publishing, and who may decide on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from civic.core.accounts.models import Account
from civic.core.permissions import can
from civic.errors import NotFound
from civic.extensions import db
from civic.insights.approval.models import PublishingRequest
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import staff_of


def may_decide(actor: Any, request: PublishingRequest) -> bool:
    """Whether this person may publish or return it: the right to publish, and never who has sent it."""
    return can(actor, InsightPermission.PUBLISH, request) and actor.id != request.sent_by


def requests_of(run_id: int, limit: int = 20) -> list[PublishingRequest]:
    """What was sent of a run, the last first; one query. Uses ix_publishing_request_run_id."""
    people = joinedload(PublishingRequest.sender), joinedload(PublishingRequest.decider)
    query = select(PublishingRequest).options(*people).where(PublishingRequest.run_id == run_id)
    return list(db.session.scalars(query.order_by(PublishingRequest.id.desc()).limit(limit)))


def waiting_of(run_id: int) -> PublishingRequest | None:
    """What waits to be decided of a run. Uses uq_publishing_request_waiting."""
    query = select(PublishingRequest).where(PublishingRequest.run_id == run_id, PublishingRequest.decided_at.is_(None))
    return db.session.scalar(query)


def request_of(run_id: int, request_id: int) -> PublishingRequest:
    """One of a run's requests; raises NotFound."""
    request = db.session.get(PublishingRequest, request_id)
    if request is None or request.run_id != run_id:
        raise NotFound
    return request


def others_who_publish(run: AnalysisRun, actor: Account) -> list[Account]:
    """Who else holds the right to publish within the agency of a run, by name; administrators hold it besides."""
    return [person for person in staff_of(run, InsightPermission.PUBLISH) if person.id != actor.id]
