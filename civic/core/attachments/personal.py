"""What a person attached: for their own download, and gone when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, update

from civic.core.attachments.actions import detach
from civic.core.attachments.models import Attachment
from civic.extensions import db

LIMIT = 20_000


def export(account_id: int) -> Iterator[dict[str, Any]]:
    """Every file with what it stands at; its bytes are on that page."""
    query = select(Attachment).where(Attachment.uploaded_by == account_id).order_by(Attachment.id.desc()).limit(LIMIT)
    for one in db.session.scalars(query):
        yield {
            "file": one.filename,
            "shows": one.alternative,
            "size_bytes": one.size_bytes,
            "at": f"{one.subject_kind} {one.subject_id}",
            "since": one.created_at.isoformat(),
        }


def erase(account_id: int) -> None:
    """Let go of the files."""
    detach(list(db.session.scalars(select(Attachment.id).where(Attachment.uploaded_by == account_id))))


def keep(account_id: int) -> None:
    """Leave the files where they are, under no name."""
    db.session.execute(update(Attachment).where(Attachment.uploaded_by == account_id).values(uploaded_by=None))
