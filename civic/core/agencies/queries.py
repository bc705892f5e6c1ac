"""Reading agencies."""

from __future__ import annotations

from sqlalchemy import select

from civic.core.agencies.models import Agency
from civic.errors import NotFound
from civic.extensions import db


def agency_by_code(code: str) -> Agency:
    """The agency with this code; raises NotFound. Uses the unique index on `code`."""
    agency = db.session.scalar(select(Agency).where(Agency.code == code))
    if agency is None:
        raise NotFound
    return agency


def all_agencies(limit: int = 200) -> list[Agency]:
    """Agencies by name; a city has about forty."""
    return list(db.session.scalars(select(Agency).order_by(Agency.name).limit(limit)))
