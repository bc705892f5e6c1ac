"""Notices by mail: at once, or gathered in one message a day.

A notice is marked as mailed in the transaction that puts its message into the queue: a job that is cut short and
begins again mails what is left, and nothing twice. The message itself is then `mail.send`'s to try again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, update

from civic.config import settings
from civic.core.accounts.models import Account
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.jobs import JobContext, Queue, job
from civic.core.mail import send
from civic.core.notices.actions import MAIL_JOB
from civic.core.notices.kinds import kinds
from civic.core.notices.letters import Letter, address, digest_letter, letter
from civic.core.notices.models import Mailing, Notice
from civic.extensions import db

DIGEST_FROM = time(7)
DIGEST_MOST = 200
PEOPLE = 200


@job(MAIL_JOB, queue=Queue.NORMAL)
def mail_job(_context: JobContext, notice_ids: list[int]) -> None:
    """One message for each notice that has had none."""
    for notice_id in notice_ids:
        with transaction():
            for notice in _claim(Notice.id == notice_id, Notice.due == Mailing.NOW):
                _post(notice.account, letter(notice))


@job("notices.digest")
def digest_job(_context: JobContext) -> None:
    """To each person one message with what came before seven in the morning; asked again that day, nothing is left."""
    now = utcnow().astimezone(ZoneInfo(settings().time_zone))
    seven = datetime.combine(now.date(), DIGEST_FROM, now.tzinfo)
    if now < seven:
        return
    owed = (Notice.due == Mailing.DAILY, Notice.created_at < seven)
    for account_id in _people(*owed):
        with transaction():
            if notices := _claim(Notice.account_id == account_id, *owed):
                account = db.session.get_one(Account, account_id)
                _post(account, digest_letter(account, notices[:DIGEST_MOST], len(notices)))


def _people(*owed: ColumnElement[bool]) -> Iterator[int]:
    """To whom something is owed, in order. Uses ix_notice_due."""
    last = 0
    while True:
        query = select(Notice.account_id).where(*owed, Notice.mailed_at.is_(None), Notice.account_id > last)
        found = list(db.session.scalars(query.distinct().order_by(Notice.account_id).limit(PEOPLE)))
        if not found:
            return
        yield from found
        last = found[-1]


def _claim(*which: ColumnElement[bool]) -> list[Notice]:
    """Mark as mailed what was not yet, newest first; of two workers one gets it. Kinds that are gone are left out."""
    claimed = update(Notice).where(*which, Notice.mailed_at.is_(None)).values(mailed_at=utcnow()).returning(Notice)
    known = kinds()
    notices = [notice for notice in db.session.scalars(claimed) if notice.kind in known]
    return sorted(notices, key=lambda notice: notice.id, reverse=True)


def _post(account: Account, written: Letter) -> None:
    """Who left, was shut out or has no address any more gets nothing."""
    if account.is_active and (to := address(account)):
        send(to, written.subject, written.body, headers=written.headers, html=written.html)
