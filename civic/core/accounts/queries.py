"""Reading accounts, sessions and audit trails."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from civic.core.accounts.models import Account, Identity, RoleGrant, UserSession
from civic.core.audit.models import AuditEvent
from civic.core.db.pagination import Page, keyset
from civic.core.db.types import utcnow
from civic.errors import NotFound
from civic.extensions import db
from civic.modules import registry


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


def people(cursor: str | None, words: str = "", limit: int = 30) -> Page[Account]:
    """Accounts by number, newest first, with their roles; `words` looks in name and contact."""
    query = select(Account).options(
        selectinload(Account.grants).joinedload(RoleGrant.agency), selectinload(Account.identities)
    )
    if words:
        known_as = Account.identities.any(Identity.value.icontains(words, autoescape=True))
        query = query.where(or_(Account.name.icontains(words, autoescape=True), known_as))
    return keyset(query, (Account.id,), cursor, limit, descending=True)


def account_by_id(account_id: int) -> Account:
    """One account; raises NotFound."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


def own_data(account: Account, limit: int = 5_000) -> dict[str, Any]:
    """What is kept about a person, for their own download: account, roles, sessions, own acts."""
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.actor_id == account.id).order_by(AuditEvent.id.desc()).limit(limit)
    )
    return {
        "account": {
            "name": account.name,
            "language": account.locale,
            "created_at": account.created_at.isoformat(),
        },
        "contacts": [
            {
                "kind": identity.kind,
                "value": identity.value,
                "verified_at": identity.verified_at.isoformat() if identity.verified_at else None,
            }
            for identity in account.identities
        ],
        "roles": [
            {"role": grant.role.value, "agency": grant.agency.name if grant.agency else None}
            for grant in account.grants
        ],
        "sessions": [
            {"since": item.created_at.isoformat(), "browser": item.user_agent} for item in sessions_of(account)
        ],
        "acts": [
            {
                "at": event.at.isoformat(),
                "action": event.action,
                "thing": event.thing_type,
                "id": event.thing_id,
            }
            for event in events
        ],
    } | {part.name: list(part.export(account.id)) for part in registry().personal_data}
