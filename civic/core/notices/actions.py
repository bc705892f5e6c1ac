"""Telling people, and what they do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from civic.core.accounts.models import Account, Identity, IdentityKind
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.jobs import enqueue
from civic.core.notices.kinds import kinds
from civic.core.notices.models import Mailing, Notice, NoticeChoice
from civic.errors import NotFound
from civic.extensions import db
from civic.modules import NoticeKind

BATCH = 500
MAIL_JOB = "notices.mail"


def notify(account_id: int | None, kind: str, key: str, **values: Any) -> bool:
    """Tell somebody something once, within the caller's transaction; False when it was told before.

    Args:
        account_id: None (an imported comment has no account) is told nothing.
        key: what makes it the same notice when the step is repeated, for instance "comment 7".
        values: for the kind's texts and address; what JSON can carry.
    """
    return notify_all(kind, [(account_id, key, values)]) > 0


def notify_all(kind: str, notices: Iterable[tuple[int | None, str, Mapping[str, Any]]]) -> int:
    """As `notify` for many at once: (account, key, values); returns how many had not been told before.

    Who wants it by mail at once gets it by a job that begins with this transaction.
    """
    about = kinds()[kind]  # an unknown kind is the caller's mistake
    told = 0
    people = ((account_id, key, values) for account_id, key, values in notices if account_id is not None)
    while batch := list(islice(people, BATCH)):
        people_here = {account_id for account_id, _key, _values in batch}
        wanted = _wanted(about, people_here)
        rows = [
            {
                "account_id": account_id,
                "kind": kind,
                "key": key[:120],
                "values": dict(values),
                "created_at": utcnow(),
                "due": wanted.get(account_id, Mailing.NONE),
            }
            for account_id, key, values in batch
        ]
        dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(Notice).values(rows).on_conflict_do_nothing().returning(Notice.id, Notice.due)
        added = db.session.execute(insert).all()
        told += len(added)
        if at_once := [notice.id for notice in added if notice.due == Mailing.NOW]:
            enqueue(db.session.connection(), MAIL_JOB, {"notice_ids": at_once})
    return told


def mark_read(actor: Account, notice_id: int) -> Notice:
    """The person has seen this one."""
    with transaction():
        notice = db.session.get(Notice, notice_id)
        if notice is None or notice.account_id != actor.id:
            raise NotFound
        notice.read_at = notice.read_at or utcnow()
        return notice


def mark_all_read(actor: Account) -> None:
    """The person has seen everything told so far."""
    with transaction():
        unread = (Notice.account_id == actor.id, Notice.read_at.is_(None))
        db.session.execute(update(Notice).where(*unread).values(read_at=utcnow()))


def choose(account: Account, choices: Mapping[str, str]) -> None:
    """What the person wants by mail, by kind; what still waits for a digest follows a "none" at once."""
    known, allowed = kinds(), {mailing.value for mailing in Mailing}
    with transaction():
        for kind, mailing in choices.items():
            if kind not in known or mailing not in allowed:
                raise NotFound
            db.session.merge(NoticeChoice(account_id=account.id, kind=kind, mailing=mailing))
            if mailing == Mailing.NONE:
                waiting = (Notice.account_id == account.id, Notice.kind == kind, Notice.mailed_at.is_(None))
                db.session.execute(update(Notice).where(*waiting).values(due=Mailing.NONE))


def _wanted(kind: NoticeKind, account_ids: set[int]) -> dict[int, str]:
    """account -> how it wants to be told by mail, of those who have an address to write to.

    People made up for a demonstration have none that is theirs.
    """
    has_address = exists().where(
        Identity.account_id == Account.id, Identity.kind == IdentityKind.EMAIL, Identity.verified_at.is_not(None)
    )
    active = (Account.disabled_at.is_(None), Account.erased_at.is_(None), ~Account.is_demo)
    own, like = aliased(NoticeChoice), aliased(NoticeChoice)
    rows = db.session.execute(
        select(Account.id, func.coalesce(own.mailing, like.mailing, kind.mailing))
        .outerjoin(own, and_(own.account_id == Account.id, own.kind == kind.name))
        .outerjoin(like, and_(like.account_id == Account.id, like.kind == kind.like))
        .where(Account.id.in_(account_ids), *active, has_address)
    )
    return dict(rows.tuples().all())
