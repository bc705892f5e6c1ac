"""The job behind `send`."""

from __future__ import annotations

from civic.config import settings
from civic.core.jobs import JobContext, Queue, enqueue, job
from civic.core.mail.transports import deliver
from civic.extensions import db


def send(to: str, subject: str, body: str) -> str:
    """Put a message into the queue, within the caller's transaction; returns the job's id."""
    return enqueue(db.session.connection(), "mail.send", {"to": to, "subject": subject, "body": body})


@job("mail.send", queue=Queue.QUICK, retries=8)
def send_job(context: JobContext, to: str, subject: str, body: str) -> None:
    """Hand one message over. The id is the job's, so that a repeated step overwrites rather than doubles."""
    deliver(settings(), context.job_id, to, subject, body)
