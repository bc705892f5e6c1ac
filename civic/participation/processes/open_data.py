"""Processes and activities as open tables and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from civic.core.db.types import utcnow
from civic.extensions import db
from civic.modules import Indicator, OpenTable
from civic.participation.processes.kinds import is_known
from civic.participation.processes.models import Activity, Process
from civic.participation.processes.queries import with_parts

PIECE = 200  # rows read at a time


def _processes() -> Iterator[Sequence[Any]]:
    now = utcnow()
    query = select(Process).options(*with_parts()).order_by(Process.id).execution_options(yield_per=PIECE)
    for process in db.session.scalars(query):
        phase = process.phase_at(now)
        places = " ".join(sorted(place.region_code for place in process.places))
        comments = sum(activity.comment_count for activity in process.activities)
        yield (
            process.slug, process.title, process.language, process.agency.name, phase.kind.value if phase else None,
            places, len(process.activities), comments,
        )  # fmt: skip


def _activities() -> Iterator[Sequence[Any]]:
    now = utcnow()
    query = (
        select(Activity)
        .options(joinedload(Activity.agency), joinedload(Activity.process))
        .where(is_known())
        .order_by(Activity.id)
        .execution_options(yield_per=PIECE)
    )
    for activity in db.session.scalars(query):
        yield (
            activity.slug, activity.kind, activity.title, activity.language, activity.agency.name,
            activity.process.slug if activity.process else None, activity.opens_at, activity.closes_at,
            activity.is_open(now), activity.comment_count, activity.people_count, activity.summary_number,
        )  # fmt: skip


def _open_count() -> int:
    """By ix_activity_opens_at_closes_at."""
    now = utcnow()
    is_open = (Activity.opens_at <= now, or_(Activity.closes_at.is_(None), Activity.closes_at > now))
    return db.session.scalar(select(func.count(Activity.id)).where(is_known(), *is_open)) or 0


def _comment_count() -> int:
    """By the counters of the activities."""
    return db.session.scalar(select(func.coalesce(func.sum(Activity.comment_count), 0)).where(is_known())) or 0


_TITLE, _LANGUAGE, _AGENCY = _l("Title"), _l("Language of the texts"), _l("Agency that is responsible")

TABLES = (
    OpenTable(
        "processes",
        _l("Processes"),
        {
            "process": _l("Last part of its address, /processes/…"),
            "title": _TITLE,
            "language": _LANGUAGE,
            "agency": _AGENCY,
            "phase": _l("Where it stands: draft, open, closed, analysis, response, adopted"),
            "regions": _l("Codes of the districts that it is about; none: the whole city"),
            "activities": _l("How many activities it has"),
            "comments": _l("Published comments in all of them"),
        },
        _processes,
        _l("Every policy question that the city asks about, with where it stands."),
    ),
    OpenTable(
        "activities",
        _l("Activities"),
        {
            "activity": _l("Last part of its address"),
            "kind": _l("Its kind, such as consultation"),
            "title": _TITLE,
            "language": _LANGUAGE,
            "agency": _AGENCY,
            "process": _l("The process it belongs to"),
            "opens_at": _l("When it opens"),
            "closes_at": _l("When it closes; none: it stays open"),
            "is_open": _l("Whether it is open at this moment"),
            "comments": _l("Published comments"),
            "people": _l("People who wrote them"),
            "summary": _l("Number of its newest summary"),
        },
        _activities,
        _l("Everything residents can take part in or could, with how many did."),
    ),
)
_ALL = _l("all activities")
INDICATORS = (
    Indicator("activities_open", _l("Activities open for comments"), _open_count, period=_l("now"), source=_ALL),
    Indicator("comments", _l("Published comments"), _comment_count, period=_l("since the beginning"), source=_ALL),
)
