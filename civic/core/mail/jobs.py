"""The job behind `send`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from civic.config import settings
from civic.core.db.types import utcnow
from civic.core.jobs import JobContext, Lapsed, Queue, enqueue, job
from civic.core.mail.transports import deliver
from civic.extensions import db


def send(
    to: str,
    subject: str,
    body: str,
    not_after: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    html: str = "",
) -> str:
    """Put a message into the queue, within the caller's transaction; returns the job's id.

    Args:
        not_after: when the message is of no use any more; then it is not sent, and not kept.
        headers: further ones, such as List-Unsubscribe.
        html: the same words for programs that show HTML; `body` goes with it.
    """
    until = {"not_after": not_after.isoformat()} if not_after else {}
    further = {"headers": dict(headers)} if headers else {}
    dressed = {"html": html} if html else {}
    arguments = {"to": to, "subject": subject, "body": body} | until | further | dressed
    return enqueue(db.session.connection(), "mail.send", arguments)


@job("mail.send", queue=Queue.QUICK, retries=8)
def send_job(
    context: JobContext,
    to: str = "",
    subject: str = "",
    body: str = "",
    not_after: str = "",
    headers: Mapping[str, str] | None = None,
    html: str = "",
) -> None:
    """Hand one message over. The id is the job's, so that a repeated step overwrites rather than doubles.

    A message that lapsed has no address left: tried again by hand, it lapses again.
    """
    if not to or (not_after and datetime.fromisoformat(not_after) < utcnow()):
        raise Lapsed
    deliver(settings(), context.job_id, to, subject, body, headers, html)
