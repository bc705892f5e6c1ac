"""Who may add, change and retire agencies: administrators."""

from __future__ import annotations

from enum import StrEnum

from civic.modules import Role


class AgencyPermission(StrEnum):
    """What can be done with the city's agencies."""

    MANAGE = "agency.manage"


PERMISSIONS = {Role.ADMINISTRATOR: frozenset[StrEnum]({AgencyPermission.MANAGE})}
