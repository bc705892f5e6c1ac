"""What a person follows: for their own download, and gone when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select

from civic.extensions import db
from civic.participation.follows.models import Follow


def export(account_id: int) -> Iterator[dict[str, Any]]:
    for follow in db.session.scalars(select(Follow).where(Follow.account_id == account_id)):
        yield {"kind": follow.subject_kind, "id": follow.subject_id, "since": follow.since.isoformat()}


def erase(account_id: int) -> None:
    db.session.execute(delete(Follow).where(Follow.account_id == account_id))
