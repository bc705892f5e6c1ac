"""Counting attempts in the database, so that the count holds for every process and survives a restart."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

from sqlalchemy import String, case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from civic.core.db.transactions import apart
from civic.core.db.types import UTCDateTime, utcnow
from civic.errors import TooMany
from civic.extensions import Model, db

FORGET_AFTER = timedelta(hours=1)


class Throttle(Model):
    """How often something was tried in the window at hand. The key is hashed: it may hold an address."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    count: Mapped[int]


def hit(key: str, limit: int, window: timedelta) -> None:
    """Count one attempt inside the caller's transaction; raises TooMany past `limit` in `window`."""
    _count(db.session(), key, limit, window)


def hit_now(key: str, limit: int, window: timedelta) -> None:
    """As `hit`, in a transaction of its own, so that a failed attempt counts too; never within `transaction()`."""
    with apart() as session:
        session.execute(delete(Throttle).where(Throttle.ends_at < utcnow() - FORGET_AFTER))
        _count(session, key, limit, window)


def _count(session: Session, key: str, limit: int, window: timedelta) -> None:
    """One statement, so that of a hundred simultaneous attempts each is counted."""
    now = utcnow()
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(Throttle).values(
        key=hashlib.sha256(key.encode()).hexdigest(), count=1, ends_at=now + window
    )
    lapsed = Throttle.ends_at <= now
    counted = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((lapsed, 1), else_=Throttle.count + 1),
            "ends_at": case((lapsed, insert.excluded.ends_at), else_=Throttle.ends_at),
        },
    ).returning(Throttle.count, Throttle.ends_at)
    count, ends_at = session.execute(counted).one()
    if count > limit:
        raise TooMany(retry_after_s=math.ceil((ends_at - now).total_seconds()))
