"""Who may do what with processes and the activities within them."""

from __future__ import annotations

from enum import StrEnum

from civic.modules import Role


class ProcessPermission(StrEnum):
    """What can be done with processes."""

    MANAGE = "process.manage"


PERMISSIONS: dict[Role, frozenset[StrEnum]] = {Role.DRAFTER: frozenset({ProcessPermission.MANAGE})}
