"""A person's notices in their own download, and gone when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select

from civic.core.notices.models import Notice, NoticeChoice
from civic.extensions import db

LIMIT = 5_000


def export(account_id: int) -> Iterator[dict[str, Any]]:
    """What was told, the newest first."""
    statement = select(Notice).where(Notice.account_id == account_id).order_by(Notice.id.desc()).limit(LIMIT)
    for notice in db.session.scalars(statement):
        yield {
            "kind": notice.kind,
            "values": notice.values,
            "created_at": notice.created_at.isoformat(),
            "read_at": notice.read_at.isoformat() if notice.read_at else None,
            "mailed_at": notice.mailed_at.isoformat() if notice.mailed_at else None,
        }


def erase(account_id: int) -> None:
    """Forget what was told."""
    db.session.execute(delete(Notice).where(Notice.account_id == account_id))


def export_choices(account_id: int) -> Iterator[dict[str, Any]]:
    """What the person chose by mail, by kind; for the other kinds the portal's own default holds."""
    statement = select(NoticeChoice).where(NoticeChoice.account_id == account_id).order_by(NoticeChoice.kind)
    for choice in db.session.scalars(statement):
        yield {"kind": choice.kind, "mailing": choice.mailing}


def erase_choices(account_id: int) -> None:
    """Forget what was chosen."""
    db.session.execute(delete(NoticeChoice).where(NoticeChoice.account_id == account_id))
