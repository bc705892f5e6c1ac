"""Writing audit events."""

from __future__ import annotations

from typing import Any

from flask import g, has_request_context

from civic.core.audit.models import AuditEvent
from civic.extensions import db


def record(actor: Any, action: str, thing: Any = None, **data: Any) -> AuditEvent:
    """Add an event to the transaction at hand, so that act and event are stored together or not at all.

    Args:
        actor: the account that acts; None for the system or an unknown visitor.
        action: dotted name in the past tense, such as "comment.posted".
        thing: the row acted on; it must have its id already.
        data: small facts worth keeping; never passwords, codes or whole texts.
    """
    event = AuditEvent(
        actor_id=getattr(actor, "id", None),
        action=action,
        thing_type=thing.__tablename__ if thing is not None else "",
        thing_id=str(thing.id) if thing is not None else "",
        request_id=g.get("request_id", "") if has_request_context() else "",
        data=data,
    )
    db.session.add(event)
    return event
