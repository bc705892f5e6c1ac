"""Signed-in browsers: the cookie carries a token, the table its hash, so sessions can be revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import Request, session
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import contains_eager

from civic.core.accounts.browsers import Browser
from civic.core.accounts.models import Account, UserSession
from civic.core.db.types import utcnow
from civic.extensions import db, login_manager

LIFETIME = timedelta(days=30)
# Without a request for so long, a session is over; staff hold what belongs to others.
IDLE, STAFF_IDLE = timedelta(days=14), timedelta(hours=12)
FRESH = timedelta(minutes=15)
_KEY, _SEEN = "sid", "seen"


def open_session(account: Account, browser: Browser | None = None, *, by_code: bool = False) -> str:
    """Add a session row for `account` (inside the caller's transaction) and return its token.

    Whoever was signed in with this browser before is signed out.
    """
    token = secrets.token_urlsafe(32)
    if browser is not None:
        _end(UserSession.device_hash == browser.hash)
    db.session.add(
        UserSession(
            token_hash=digest(token),
            account_id=account.id,
            expires_at=utcnow() + LIFETIME,
            user_agent=browser.user_agent[:200] if browser else "",
            device_hash=browser.hash if browser else "",
            by_code=by_code,
        )
    )
    return token


def remember(token: str) -> None:
    """Put the token into the browser's cookie; what it held before is dropped (session rotation)."""
    session.clear()
    session.permanent = True
    session[_KEY], session[_SEEN] = token, _now_s()


def forget() -> str | None:
    """Empty the browser's cookie; returns the token it held."""
    token: str | None = session.get(_KEY)
    session.clear()
    return token


def revoke(token_hash: str) -> None:
    """End one session (inside the caller's transaction)."""
    _end(UserSession.token_hash == token_hash)


def revoke_own(account: Account, session_id: int) -> bool:
    """End one session of an account by its number; False when it is not theirs."""
    statement = (
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.account_id == account.id)
        .values(revoked_at=utcnow())
        .returning(UserSession.id)
    )
    return db.session.scalar(statement) is not None


def current_digest() -> str:
    """The hash of this browser's token, to tell its row among the others."""
    return digest(session.get(_KEY, ""))


def revoke_all(account: Account, *, but: str = "") -> None:
    """End every session of an account but one, as after a new password (inside the caller's transaction)."""
    _end(UserSession.account_id == account.id, UserSession.token_hash != but)


def is_fresh_by_code(account: Account) -> bool:
    """Whether this browser has just proved by a code that it is its owner's: then no old password is asked."""
    opened_at = db.session.scalar(
        select(UserSession.created_at).where(
            UserSession.token_hash == current_digest(), UserSession.account_id == account.id, UserSession.by_code
        )
    )
    return opened_at is not None and opened_at > utcnow() - FRESH


def digest(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@login_manager.request_loader  # type: ignore[untyped-decorator, unused-ignore]
def load_account(_request: Request) -> Account | None:
    """The account of the browser's session, with its roles; one query, none without a cookie.

    The time of the last request stands in the signed cookie, so that a visit writes nothing into the database.
    """
    token = session.get(_KEY)
    if not token:
        return None
    idle_s = _now_s() - session.get(_SEEN, _now_s())
    if idle_s > IDLE.total_seconds():
        return None
    account: Account | None = (
        db.session.scalars(
            select(Account)
            .join(UserSession, UserSession.account_id == Account.id)
            .outerjoin(Account.grants)
            .options(contains_eager(Account.grants))
            .where(
                UserSession.token_hash == digest(token),
                UserSession.revoked_at.is_(None),
                UserSession.expires_at > utcnow(),
            )
        )
        .unique()
        .one_or_none()
    )
    if account is None or not account.is_active or (account.grants and idle_s > STAFF_IDLE.total_seconds()):
        return None
    if idle_s >= 60 or _SEEN not in session:
        session[_SEEN] = _now_s()
    return account


def _now_s() -> int:
    return int(utcnow().timestamp())


def _end(*which: ColumnElement[bool]) -> None:
    db.session.execute(update(UserSession).where(*which, UserSession.revoked_at.is_(None)).values(revoked_at=utcnow()))
