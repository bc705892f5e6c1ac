"""Reading audit events."""

from __future__ import annotations

from sqlalchemy import select

from civic.core.audit.models import AuditEvent
from civic.core.db.pagination import Page, keyset


def events(cursor: str | None, action: str = "", limit: int = 50) -> Page[AuditEvent]:
    """Events, newest first, by primary key; `action` keeps those whose name begins so."""
    query = select(AuditEvent)
    if action:
        query = query.where(AuditEvent.action.startswith(action, autoescape=True))
    return keyset(query, (AuditEvent.id,), cursor, limit, descending=True)
