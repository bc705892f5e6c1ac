"""Reading accounts, sessions and audit trails."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from civic.core.accounts.models import Account, Identity, RoleGrant, UserSession
from civic.core.db.pagination import Page, keyset
from civic.core.db.types import utcnow
from civic.errors import NotFound
from civic.extensions import db


def sessions_of(account: Account, limit: int = 50) -> list[UserSession]:
    """Sessions that are still good, newest first. Uses ix_user_session_account_id_expires_at."""
    return list(
        db.session.scalars(
            select(UserSession)
            .where(
                UserSession.account_id == account.id,
                UserSession.revoked_at.is_(None),
                UserSession.expires_at > utcnow(),
            )
            .order_by(UserSession.id.desc())
            .limit(limit)
        )
    )


def people(cursor: str | None, words: str = "", *, staff: bool = False, limit: int = 30) -> Page[Account]:
    """Accounts by number, newest first, with their roles; `words` looks in name and contact.

    `staff` keeps those who hold a role.
    """
    query = select(Account).options(
        selectinload(Account.grants).joinedload(RoleGrant.agency), selectinload(Account.identities)
    )
    if words:
        known_as = Account.identities.any(Identity.value.icontains(words, autoescape=True))
        query = query.where(or_(Account.name.icontains(words, autoescape=True), known_as))
    if staff:
        query = query.where(Account.grants.any())
    return keyset(query, (Account.id,), cursor, limit, descending=True)


def account_by_id(account_id: int) -> Account:
    """One account; raises NotFound."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account
