"""Counting attempts in the database, so that the count holds for every process and survives a restart."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from civic.core.db.types import UTCDateTime, utcnow
from civic.errors import TooMany
from civic.extensions import Model, db


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
    """As `hit`, in a transaction of its own, so that a failed attempt counts too.

    Must be called before the request's own transaction begins: SQLite has one writer at a time.
    """
    db.session.rollback()
    with Session(db.engine) as session, session.begin():
        session.execute(delete(Throttle).where(Throttle.ends_at < utcnow() - timedelta(hours=1)))
        _count(session, key, limit, window)


def _count(session: Session, key: str, limit: int, window: timedelta) -> None:
    now = utcnow()
    hashed = hashlib.sha256(key.encode()).hexdigest()
    current = session.execute(
        select(Throttle.count.label("hits"), Throttle.ends_at).where(Throttle.key == hashed)
    ).one_or_none()
    count = current.hits + 1 if current and current.ends_at > now else 1
    ends_at = current.ends_at if current and current.ends_at > now else now + window
    if count > limit:
        raise TooMany(retry_after_s=math.ceil((ends_at - now).total_seconds()))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = {"count": count, "ends_at": ends_at}
    statement = dialect.insert(Throttle).values(key=hashed, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))
