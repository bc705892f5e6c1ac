"""Reading the history of the settings."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from civic.core.db.pagination import Page, keyset
from civic.core.settings.models import SettingChange


def changes(cursor: str | None, name: str = "", limit: int = 50) -> Page[SettingChange]:
    """Changes, newest first, of one setting or of all; by primary key or ix_setting_change_name."""
    query = select(SettingChange).options(joinedload(SettingChange.actor))
    if name:
        query = query.where(SettingChange.name == name)
    return keyset(query, (SettingChange.id,), cursor, limit, descending=True)
