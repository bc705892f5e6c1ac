"""Audit events in words: what each act is called by the module that records it."""

from __future__ import annotations

from civic.core.audit.models import AuditEvent
from civic.modules import registry


def acts() -> dict[str, str]:
    """What each act is called, by its code, in the reader's language."""
    return {code: str(text) for module in registry().modules for code, text in module.acts.items()}


def details(event: AuditEvent) -> str:
    """The small facts kept with an event, in one line."""
    return ", ".join(f"{key}: {value}" for key, value in event.data.items() if value not in (None, ""))
