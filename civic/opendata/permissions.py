"""Who may publish data."""

from __future__ import annotations

from enum import StrEnum

from civic.modules import Role


class DataPermission(StrEnum):
    """What can be done with datasets."""

    PUBLISH = "dataset.publish"


PERMISSIONS: dict[Role, frozenset[StrEnum]] = {Role.DATA_STEWARD: frozenset({DataPermission.PUBLISH})}
