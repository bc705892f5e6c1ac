"""What a person was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from civic.core.accounts.models import Account
from civic.core.db.pagination import Page, keyset
from civic.core.notices.kinds import Said, kinds, say
from civic.core.notices.models import Notice, NoticeChoice
from civic.extensions import db

MANY = 100


@dataclass(frozen=True)
class NoticeRow:
    """A notice on its owner's page."""

    id: int
    said: Said
    created_at: datetime
    is_read: bool


def notices_of(account: Account, cursor: str | None, limit: int = 30) -> Page[NoticeRow]:
    """A page of somebody's notices, the newest first; by `ix_notice_account_id_id`."""
    known = kinds()
    query = select(Notice).where(Notice.account_id == account.id, Notice.kind.in_(known))
    page: Page[Notice] = keyset(query, (Notice.id,), cursor, limit, descending=True)
    rows = [NoticeRow(n.id, say(known[n.kind], n.values), n.created_at, n.read_at is not None) for n in page.items]
    return Page(rows, page.previous, page.next)


def choices_of(account_id: int) -> dict[str, str]:
    """How each kind reaches this person by mail, in the order of the modules."""
    rows = db.session.execute(
        select(NoticeChoice.kind, NoticeChoice.mailing).where(NoticeChoice.account_id == account_id)
    )
    chosen = {row.kind: row.mailing for row in rows}
    return {name: chosen.get(name, chosen.get(kind.like, kind.mailing)) for name, kind in kinds().items()}


def unread_count(account: Account) -> int:
    """How many notices wait to be read, counted up to MANY; by `ix_notice_account_id_id`."""
    waiting = select(Notice.id).where(
        Notice.account_id == account.id, Notice.read_at.is_(None), Notice.kind.in_(kinds())
    )
    return db.session.scalar(select(func.count()).select_from(waiting.limit(MANY).subquery())) or 0
