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
    """Forget what was told and chosen."""
    for table in (Notice, NoticeChoice):
        db.session.execute(delete(table).where(table.account_id == account_id))
