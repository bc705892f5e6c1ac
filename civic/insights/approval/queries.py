"""Reading what was sent for publishing, and who may decide on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from civic.core.accounts.models import Account, RoleGrant
from civic.core.permissions import can
from civic.errors import NotFound
from civic.extensions import db
from civic.insights.approval.models import PublishingRequest
from civic.insights.permissions import PERMISSIONS, InsightPermission
from civic.insights.runs.models import AnalysisRun


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
    roles = [role for role, held in PERMISSIONS.items() if InsightPermission.PUBLISH in held]
    grants = select(RoleGrant.account_id).where(RoleGrant.role.in_(roles), RoleGrant.agency_id == run.agency_id)
    query = select(Account).where(
        Account.id.in_(grants), Account.id != actor.id, Account.disabled_at.is_(None), Account.erased_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Account.name).limit(200)))
