"""Changing settings, and taking a change back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import event, select

from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.permissions import require
from civic.core.settings import values
from civic.core.settings.kinds import parse
from civic.core.settings.models import SettingChange
from civic.core.settings.permissions import SettingPermission
from civic.errors import Conflict, NotFound, gather
from civic.extensions import db
from civic.modules import Setting


def change(actor: Account, settings: tuple[Setting, ...], typed: Mapping[str, Any], seen: int) -> int:
    """Store what differs from what holds; returns how many changed.

    Args:
        typed: what the form holds for each setting.
        seen: the version at which the form was shown.

    Raises:
        Invalid: at a setting's name; all that is wrong at once.
        Conflict: somebody else changed one of them meanwhile.
    """
    parsed = gather(*(lambda s=setting: parse(s, typed.get(s.name)) for setting in settings))
    with transaction():
        require(actor, SettingPermission.CHANGE)
        different = [(s, value) for s, value in zip(settings, parsed, strict=True) if value != values.get(s.name)]
        for setting, value in different:
            newest = _newest(setting.name)
            if newest is not None and newest.id > seen:
                raise Conflict(_("Somebody else has changed %(what)s meanwhile.", what=setting.label))
            _store(actor, setting, value)
        return len(different)


def revert(actor: Account, change_id: int) -> Setting:
    """Give a setting the value that it had before a change."""
    with transaction():
        require(actor, SettingPermission.CHANGE)
        made = db.session.get(SettingChange, change_id)
        if made is None:
            raise NotFound
        try:
            setting = values.declared(made.name)
        except KeyError:  # its module is no longer installed
            raise NotFound from None
        _store(actor, setting, made.previous)
        return setting


def _newest(name: str) -> SettingChange | None:
    """By ix_setting_change_name."""
    return db.session.scalar(
        select(SettingChange).where(SettingChange.name == name).order_by(SettingChange.id.desc()).limit(1)
    )


def _store(actor: Account, setting: Setting, value: Any) -> None:
    """Add a change where there is one; None lets the default hold."""
    kept = _newest(setting.name)
    previous = kept.value if kept else None
    if value == previous:
        return
    made = SettingChange(name=setting.name, value=value, previous=previous, actor_id=actor.id)
    db.session.add(made)
    db.session.flush()
    record(actor, "setting.changed", made, name=setting.name)
    event.listen(db.session(), "after_commit", lambda _session: values.forget(), once=True)
