"""Everything that is kept about a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select

from civic.core.accounts.models import Account, UserSession
from civic.core.audit.models import AuditEvent
from civic.extensions import db
from civic.modules import PersonalData, registry

MAX_ACTS = 20_000
Rows = list[Mapping[str, Any]]


def own_data(account: Account) -> dict[str, Any]:
    """Account, contacts, roles, devices and acts, and what each module keeps; ready for JSON.

    `missing` names what a module that fails could not give: nobody is to take the rest for all.
    """
    parts = {part.name: _exported(part, account.id) for part in registry().personal_data}
    sessions = db.session.scalars(
        select(UserSession).where(UserSession.account_id == account.id).order_by(UserSession.id.desc()).limit(1_000)
    )
    acts = db.session.scalars(
        select(AuditEvent).where(AuditEvent.actor_id == account.id).order_by(AuditEvent.id.desc()).limit(MAX_ACTS)
    )
    return {
        "account": {
            "name": account.name,
            "language": account.locale,
            "created_at": account.created_at.isoformat(),
            "has_password": account.password is not None,
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
            {
                "since": session.created_at.isoformat(),
                "browser": session.user_agent,
                "ended_at": session.revoked_at.isoformat() if session.revoked_at else None,
            }
            for session in sessions
        ],
        "acts": [
            {"at": act.at.isoformat(), "action": act.action, "thing": act.thing_type, "id": act.thing_id}
            for act in acts
        ],
        "missing": [name for name, rows in parts.items() if rows is None],
    } | {name: rows for name, rows in parts.items() if rows is not None}


def _exported(part: PersonalData, account_id: int) -> Rows | None:
    export: Callable[[], Rows | None] = partial(_rows, part, account_id)
    return registry().attempt(part, f"data {part.name}", export, None)


def _rows(part: PersonalData, account_id: int) -> Rows:
    return list(part.export(account_id))
