"""Who may analyse, curate and publish."""

from __future__ import annotations

from enum import StrEnum

from civic.modules import Role


class InsightPermission(StrEnum):
    """What drafters do with the comments of their agency."""

    ANALYSE = "insight.analyse"
    CURATE = "insight.curate"
    PUBLISH = "insight.publish"


PERMISSIONS: dict[Role, frozenset[StrEnum]] = {Role.DRAFTER: frozenset(InsightPermission)}
