"""Reading processes and what is open now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from civic.core.agencies.models import Agency
from civic.core.db.pagination import Page, keyset
from civic.core.db.types import utcnow
from civic.core.translations import Translations
from civic.errors import NotFound
from civic.extensions import db
from civic.modules import registry
from civic.participation.processes.kinds import is_known, kind_at
from civic.participation.processes.models import Activity, Phase, PhaseKind, Process, ProcessPlace


@dataclass(frozen=True)
class OpenActivity:
    """Something open now."""

    kind: str
    slug: str
    title: str
    summary: str
    agency: str
    language: str
    closes_at: datetime | None
    comment_count: int
    people_count: int
    translations: Translations
    illustration: str
    picture_key: str
    picture_alt: str


def open_activities(limit: int = 6) -> list[OpenActivity]:
    """What takes comments now, the soonest to close first. Uses ix_activity_opens_at_closes_at."""
    now = utcnow()
    rows = db.session.execute(
        select(
            Activity.kind,
            Activity.slug,
            Activity.title,
            Activity.summary,
            Activity.closes_at,
            Activity.comment_count,
            Activity.people_count,
            Activity.language,
            Activity.translations,
            Agency.name,
            Process.illustration,
            Process.picture_key,
            Process.picture_alt,
        )
        .join(Agency, Agency.id == Activity.agency_id)
        .outerjoin(Process, Process.id == Activity.process_id)
        .where(is_known(), Activity.opens_at <= now, or_(Activity.closes_at.is_(None), Activity.closes_at > now))
        .order_by(Activity.closes_at.is_(None), Activity.closes_at, Activity.id)
        .limit(limit)
    )
    return [
        OpenActivity(
            row.kind,
            row.slug,
            row.title,
            row.summary,
            row.name,
            row.language,
            row.closes_at,
            row.comment_count,
            row.people_count,
            row.translations,
            row.illustration or "",
            row.picture_key or "",
            row.picture_alt or "",
        )
        for row in rows
    ]


def with_parts() -> tuple[ExecutableOption, ...]:
    """Options that load a process with its agency, phases, places and activities: four queries."""
    return (
        joinedload(Process.agency),
        selectinload(Process.phases),
        selectinload(Process.places),
        selectinload(Process.activities.and_(is_known())),
    )


def activity_at(address: str) -> Activity:
    """An activity as a person at a keyboard names it: "taman-kota", or with its kind's place "drafts/sampah".

    Of several kinds with that slug a consultation is meant. Uses the unique index on (kind, slug). Raises NotFound.
    """
    place, _slash, slug = address.rpartition("/")
    kinds = [kind_at(place)] if place else sorted(registry().activities, key=lambda kind: kind.name != "consultation")
    for kind in kinds:
        query = select(Activity).where(Activity.kind == kind.name, Activity.slug == slug)
        if (found := db.session.scalar(query)) is not None:
            return found
    raise NotFound


def process_by_slug(slug: str) -> Process:
    """A process with its agency, phases and activities; raises NotFound. Four queries."""
    process = db.session.scalar(select(Process).options(*with_parts()).where(Process.slug == slug))
    if process is None:
        raise NotFound
    return process


def list_processes(
    cursor: str | None,
    *,
    phase: PhaseKind | None = None,
    agency_id: int | None = None,
    region: str | None = None,
    limit: int = 12,
) -> Page[Process]:
    """Processes, the newest first, with agency and phases; `phase` keeps those that are at this stage now.

    `region` keeps those about a district; an empty one those about the whole city.
    """
    query = select(Process).options(joinedload(Process.agency), selectinload(Process.phases))
    if agency_id is not None:
        query = query.where(Process.agency_id == agency_id)
    if phase is not None:
        query = query.where(Process.id.in_(_at_stage(phase)))
    if region is not None:
        is_there = Process.places.any(ProcessPlace.region_code == region) if region else ~Process.places.any()
        query = query.where(is_there)
    return keyset(query, (Process.id,), cursor, limit, descending=True)


def count_by_region() -> dict[str, int]:
    """How many processes are about each district alone or among others. Uses ix_process_place_region_code."""
    query = select(ProcessPlace.region_code, func.count()).group_by(ProcessPlace.region_code)
    return dict(db.session.execute(query).tuples().all())


def picture_key(key: str) -> str:
    """The key of an uploaded picture, if a process shows it; raises NotFound for other files of the store."""
    if not db.session.scalar(select(Process.id).where(Process.picture_key == key, Process.picture_key != "").limit(1)):
        raise NotFound
    return key


def _at_stage(stage: PhaseKind) -> Select[int]:
    """Ids of the processes that `Process.stage_at` would place here now."""
    now = utcnow()
    later = aliased(Phase)
    has_begun, has_ended = Phase.starts_at <= now, Phase.ends_at <= now
    current = and_(has_begun, or_(Phase.ends_at.is_(None), Phase.ends_at > now))
    lasts = and_(later.starts_at <= now, or_(later.ends_at.is_(None), later.ends_at > now))
    followed = select(1).where(later.process_id == Phase.process_id, later.id != Phase.id)
    # Of several that last at once the one that began last counts.
    standing = and_(Phase.kind == stage, current, ~followed.where(lasts, later.starts_at > Phase.starts_at).exists())
    if stage is PhaseKind.CLOSED:
        overtaken = followed.where(or_(lasts, and_(later.starts_at <= now, later.starts_at > Phase.starts_at)))
        standing = or_(standing, and_(Phase.kind == PhaseKind.OPEN, has_begun, has_ended, ~overtaken.exists()))
    return select(Phase.process_id).where(standing)
