"""Reading audit events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from civic.config import settings
from civic.core.accounts.models import Account
from civic.core.audit.models import AuditEvent
from civic.core.db.pagination import Page, keyset
from civic.extensions import db
from civic.web.parsing import stored_number

MAX_EXPORTED = 100_000


@dataclass(frozen=True)
class Wanted:
    """Which events: by person (part of a name, or a number), thing and its number, act, and day of the city."""

    person: str = ""
    thing: str = ""  # its table
    number: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Told:
    """An event with the name of who did it, as it is now."""

    event: AuditEvent
    actor: str


def events(wanted: Wanted, cursor: str | None, limit: int = 50) -> Page[AuditEvent]:
    """Events, newest first, by primary key."""
    return keyset(_matching(wanted), (AuditEvent.id,), cursor, limit, descending=True)


def all_events(wanted: Wanted) -> Iterator[Told]:
    """The events of a file, newest first, in pieces; at most the newest hundred thousand."""
    query = _matching(wanted).add_columns(Account.name).outerjoin(Account, Account.id == AuditEvent.actor_id)
    query = query.order_by(AuditEvent.id.desc()).limit(MAX_EXPORTED).execution_options(yield_per=1_000)
    for event, name in db.session.execute(query):
        yield Told(event, name or "")


def names_of(found: list[AuditEvent]) -> dict[int, str]:
    """The names of those who acted, by number; one query."""
    ids = {event.actor_id for event in found if event.actor_id is not None}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(ids))) if ids else ()
    return {row[0]: row[1] for row in rows}


def _matching(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(AuditEvent)
    if wanted.person.isdecimal() and wanted.person.isascii():
        query = query.where(AuditEvent.actor_id == min(stored_number(wanted.person), 2**31 - 1))
    elif wanted.person:
        people = select(Account.id).where(Account.name.icontains(wanted.person, autoescape=True))
        query = query.where(AuditEvent.actor_id.in_(people))
    if wanted.thing:
        query = query.where(AuditEvent.thing_type == wanted.thing)
    if wanted.number:
        query = query.where(AuditEvent.thing_id == wanted.number)
    if wanted.action:
        query = query.where(AuditEvent.action == wanted.action)
    if wanted.first:
        query = query.where(AuditEvent.at >= _start_of(wanted.first))
    if wanted.last and wanted.last < date.max:
        query = query.where(AuditEvent.at < _start_of(wanted.last + timedelta(days=1)))
    return query


def _start_of(day: date) -> datetime:
    """Midnight in the city; years that no event has are brought near, for databases know fewer than Python."""
    day = min(max(day, date(1971, 1, 1)), date(9000, 1, 1))
    return datetime.combine(day, time(), ZoneInfo(settings().time_zone))
