"""Reading who follows what."""

from __future__ import annotations

from sqlalchemy import exists, select

from civic.extensions import db
from civic.participation.follows.models import Follow


def is_following(account_id: int, kind: str, subject_id: int) -> bool:
    """Whether a person follows a thing; by the primary key."""
    query = select(
        exists().where(Follow.account_id == account_id, Follow.subject_kind == kind, Follow.subject_id == subject_id)
    )
    return bool(db.session.scalar(query))


def followers(kind: str, subject_id: int, after: int = 0, limit: int = 500) -> list[int]:
    """Accounts that follow a thing, in pieces: `after` is the last of the piece before. Uses ix_follow_subject."""
    query = select(Follow.account_id).where(
        Follow.subject_kind == kind, Follow.subject_id == subject_id, Follow.account_id > after
    )
    return list(db.session.scalars(query.order_by(Follow.account_id).limit(limit)))
