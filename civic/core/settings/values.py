"""Reading settings: from memory, which is looked after once a second.

The number of the newest change is the version of them all. A process that changes a setting sees it at once, the
others within a second, without asking the database at every request.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import current_app
from flask_babel import get_locale
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from civic.core.settings.models import SettingChange
from civic.extensions import db
from civic.modules import Setting, registry

log = structlog.get_logger("civic.settings")
EXTENSION = "civic_settings"
LOOK_EVERY_S = 1.0


@dataclass
class Values:
    """What is set, as of a version; `looked_at` is when the database was last asked."""

    version: int = -1
    looked_at: float = -LOOK_EVERY_S
    set: dict[str, Any] = field(default_factory=dict)


def get(name: str) -> Any:
    """The value of a setting: what the city set, else its default. KeyError for one that no module declares."""
    kept = _values()
    return kept.set[name] if name in kept.set else default_of(declared(name))


def in_language_of_reader(name: str) -> str:
    """A text that the city sets in each language, as `name_id` and `name_en`: the one for who reads this page."""
    return str(get(f"{name}_{get_locale() or 'id'}"))


def version() -> int:
    """A number that changes with any setting: part of what every page depends on."""
    return _values().version


def declared(name: str) -> Setting:
    """The setting of this name; KeyError when no installed module declares it."""
    for setting in registry().settings:
        if setting.name == name:
            return setting
    raise KeyError(name)


def default_of(setting: Setting) -> Any:
    """What holds until the city sets something; a callable default is asked each time."""
    return setting.default() if callable(setting.default) else setting.default


def forget() -> None:
    """Look at the database at the next reading: called when a change is stored."""
    _kept().looked_at = -LOOK_EVERY_S


def _kept() -> Values:
    kept: Values = current_app.extensions.setdefault(EXTENSION, Values())
    return kept


def _values() -> Values:
    kept = _kept()
    now = time.monotonic()
    if now - kept.looked_at < LOOK_EVERY_S:
        return kept
    kept.looked_at = now
    try:
        with db.session.no_autoflush:
            latest = select(func.max(SettingChange.id)).group_by(SettingChange.name)  # by ix_setting_change_name
            columns = select(SettingChange.id, SettingChange.name, SettingChange.value)
            rows = db.session.execute(columns.where(SettingChange.id.in_(latest))).all()
        kept.set = {name: value for _id, name, value in rows if value is not None}
        kept.version = max((row[0] for row in rows), default=0)
    except SQLAlchemyError:
        # What was known goes on holding: the page that tells of the outage has a name and a look too.
        log.warning("settings_not_read")
    return kept
