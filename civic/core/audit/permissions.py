"""Who may read the trail: administrators."""

from __future__ import annotations

from enum import StrEnum

from civic.modules import Role


class AuditPermission(StrEnum):
    """What can be done with the audit trail."""

    READ = "audit.read"


PERMISSIONS = {Role.ADMINISTRATOR: frozenset[StrEnum]({AuditPermission.READ})}
