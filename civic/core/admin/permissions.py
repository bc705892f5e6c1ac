"""Who sees the administration: administrators. Each page asks for its own permission besides."""

from __future__ import annotations

from enum import StrEnum

from civic.modules import Role


class AdminPermission(StrEnum):
    """What can be done in the administration as a whole."""

    OPEN = "admin.open"
    RETRY = "admin.retry"  # failed jobs and mails


PERMISSIONS = {Role.ADMINISTRATOR: frozenset[StrEnum]({AdminPermission.OPEN, AdminPermission.RETRY})}
