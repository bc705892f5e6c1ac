"""Who may change the portal's settings: administrators."""

from __future__ import annotations

from enum import StrEnum

from civic.modules import Role


class SettingPermission(StrEnum):
    """What can be done with settings."""

    CHANGE = "setting.change"


PERMISSIONS = {Role.ADMINISTRATOR: frozenset[StrEnum]({SettingPermission.CHANGE})}
