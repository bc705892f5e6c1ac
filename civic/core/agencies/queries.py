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


def agency_by_id(agency_id: int) -> Agency:
    """The agency with this number; raises NotFound."""
    agency = db.session.get(Agency, agency_id)
    if agency is None:
        raise NotFound
    return agency


def all_agencies(limit: int = 500, *, retired: bool = False) -> list[Agency]:
    """Agencies by name, of those that are (or with `retired` also those that were); a city has about forty."""
    query = select(Agency).order_by(Agency.name).limit(limit)
    return list(db.session.scalars(query if retired else query.where(Agency.retired_at.is_(None))))


def names_of_agencies() -> dict[int, str]:
    """Every agency's name by its number, of those that were too."""
    return {agency.id: agency.name for agency in all_agencies(10_000, retired=True)}
