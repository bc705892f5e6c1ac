"""Signed-in browsers: the cookie carries a token, the table its hash, so sessions can be revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import Request, session
from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from civic.core.accounts.models import Account, UserSession
from civic.core.db.types import utcnow
from civic.extensions import db, login_manager

LIFETIME = timedelta(days=14)
_KEY = "sid"


def open_session(account: Account, user_agent: str = "") -> str:
    """Add a session row for `account` (inside the caller's transaction) and return its token."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        UserSession(
            token_hash=digest(token),
            account_id=account.id,
            expires_at=utcnow() + LIFETIME,
            user_agent=user_agent[:200],
        )
    )
    return token


def remember(token: str) -> None:
    """Put the token into the browser's cookie; what it held before is dropped (session rotation)."""
    session.clear()
    session.permanent = True
    session[_KEY] = token


def forget() -> str | None:
    """Empty the browser's cookie; returns the token it held."""
    token: str | None = session.get(_KEY)
    session.clear()
    return token


def revoke(token_hash: str) -> None:
    """End one session (inside the caller's transaction)."""
    db.session.execute(update(UserSession).where(UserSession.token_hash == token_hash).values(revoked_at=utcnow()))


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


def revoke_all(account: Account) -> None:
    """End every session of an account, as after a new password (inside the caller's transaction)."""
    db.session.execute(
        update(UserSession)
        .where(UserSession.account_id == account.id, UserSession.revoked_at.is_(None))
        .values(revoked_at=utcnow())
    )


def digest(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@login_manager.request_loader  # type: ignore[untyped-decorator, unused-ignore]
def load_account(_request: Request) -> Account | None:
    """The account of the browser's session, with its roles; one query, none without a cookie."""
    token = session.get(_KEY)
    if not token:
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
    return account if account is not None and account.is_active else None
