"""Trying failed jobs again, or letting them go."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import delete

from civic.core.accounts.models import Account
from civic.core.admin.permissions import AdminPermission
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.jobs import JobState, enqueue
from civic.core.jobs.models import JobRecord
from civic.core.permissions import require
from civic.errors import Conflict, NotFound
from civic.extensions import db


def retry_failed(actor: Account, job_id: str) -> str:
    """Ask for a failed job anew, in place of the old one; returns the new one's id. Sent twice it is asked for once."""
    with transaction():
        require(actor, AdminPermission.RETRY)
        name, arguments = _take(job_id)
        new_id = enqueue(db.session.connection(), name, arguments)
        record(actor, "job.retried", None, job=name, id=new_id)
        return new_id


def drop_failed(actor: Account, job_id: str) -> None:
    """Let a failed job go: it is not tried again and leaves the list."""
    with transaction():
        require(actor, AdminPermission.RETRY)
        name, _arguments = _take(job_id)
        record(actor, "job.dropped", None, job=name, id=job_id)


def _take(job_id: str) -> tuple[str, dict[str, object]]:
    """Take a failed job out of the list; of two who do it at once, the second is told."""
    statement = delete(JobRecord).where(JobRecord.id == job_id, JobRecord.state == JobState.FAILED.value)
    row = db.session.execute(statement.returning(JobRecord.name, JobRecord.arguments)).one_or_none()
    if row is None:
        if db.session.get(JobRecord, job_id) is None:
            raise NotFound
        raise Conflict(_("This job is no longer among the failed ones."))
    return row.name, row.arguments or {}
