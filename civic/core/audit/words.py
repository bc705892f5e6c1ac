"""Audit events in words: what each act is called by the module that records it, and what it was done to."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.core.accounts.labels import ROLE_LABELS
from civic.core.audit.models import AuditEvent
from civic.modules import Role, registry

# By table. A module's own table that is not here is shown by its name.
THINGS = {
    "account": _l("account"),
    "agency": _l("agency"),
    "analysis_run": _l("analysis"),
    "comment": _l("comment"),
    "consultation": _l("consultation"),
    "dataset": _l("dataset"),
    "process": _l("process"),
    "setting_change": _l("setting"),
    "summary": _l("summary"),
}
_FACTS = {
    "account": _l("account"),
    "activities": _l("activities"),
    "activity": _l("activity"),
    "added": _l("added"),
    "agency": _l("agency"),
    "code": _l("code"),
    "comment": _l("comment"),
    "into": _l("into theme"),
    "kept": _l("kept"),
    "known": _l("known already"),
    "name": _l("name"),
    "number": _l("number"),
    "process": _l("process"),
    "reason": _l("reason"),
    "role": _l("role"),
    "rows": _l("rows"),
    "run": _l("analysis"),
    "session": _l("device"),
    "slug": _l("address"),
    "status": _l("status"),
    "theme": _l("theme"),
    "themes": _l("themes"),
}


def acts() -> dict[str, str]:
    """What each act is called, by its code, in the reader's language."""
    return {code: str(text) for module in registry().modules for code, text in module.acts.items()}


def thing(event: AuditEvent, agencies: Mapping[int, str]) -> str:
    """What it was done to, with its number; an agency with its name too."""
    if not event.thing_type:
        return ""
    name = agencies.get(int(event.thing_id), "") if event.thing_type == "agency" else ""
    told = f"{THINGS.get(event.thing_type, event.thing_type)} {event.thing_id}".strip()
    return f"{told}: {name}" if name else told


def details(event: AuditEvent, agencies: Mapping[int, str]) -> str:
    """The small facts kept with an event, in one line."""
    told = {key: value for key, value in event.data.items() if value not in (None, "", [])}
    return "; ".join(f"{_FACTS.get(key, key)}: {_value(key, value, agencies)}" for key, value in told.items())


def _value(key: str, value: object, agencies: Mapping[int, str]) -> str:
    if key == "agency" and isinstance(value, int):
        return agencies.get(value, str(value))
    if key == "role" and value in set(Role) - {Role.RESIDENT}:
        return str(ROLE_LABELS[Role(str(value))])
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
