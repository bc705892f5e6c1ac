"""The city's answers as an open table, and how long people wait for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from civic.core.db.types import utcnow
from civic.extensions import db
from civic.insights.summaries.models import Summary
from civic.modules import Indicator, OpenTable
from civic.participation.processes.models import Activity

PIECE = 20  # editions read at a time: each holds all that its page shows
YEAR = timedelta(days=365)


def _answers() -> Iterator[Sequence[Any]]:
    newest = select(func.max(Summary.id)).group_by(Summary.activity_id)
    query = select(Summary).options(joinedload(Summary.activity)).where(Summary.id.in_(newest)).order_by(Summary.id)
    for edition in db.session.scalars(query.execution_options(yield_per=PIECE)):
        activity = edition.activity
        for theme in edition.content.themes:
            yield (
                activity.slug, edition.number, edition.published_at, theme.number, theme.label, activity.language,
                theme.size, theme.people, theme.status, theme.answer or None,
            )  # fmt: skip


def _summary_count() -> int:
    return db.session.scalar(select(func.count(func.distinct(Summary.activity_id)))) or 0


def _days_to_answer() -> Decimal | None:
    """From the closing of an activity to its first summary, for those published within a year."""
    first = func.min(Summary.published_at)
    query = (
        select(Activity.closes_at, first)
        .join(Summary, Summary.activity_id == Activity.id)
        .where(Activity.closes_at.is_not(None))
        .group_by(Activity.id, Activity.closes_at)
        .having(first > utcnow() - YEAR)
    )
    days = [max(published - closed, timedelta()).days for closed, published in db.session.execute(query) if closed]
    return Decimal(str(median(days))) if days else None


ANSWERS = OpenTable(
    "answers",
    _l("Themes and the city's answers"),
    {
        "activity": _l("Last part of the activity's address"),
        "summary": _l("Number of the summary"),
        "published_at": _l("When the summary was published"),
        "theme": _l("Number of the theme in it"),
        "label": _l("What the theme is called"),
        "language": _l("Language of the texts"),
        "comments": _l("Comments in the theme"),
        "people": _l("People who wrote them"),
        "status": _l("The answer in a word, such as accepted, partly or not_accepted"),
        "answer": _l("The city's answer"),
    },
    _answers,
    _l("What residents said, by theme, and what the city answered: the newest summary of every activity."),
)
INDICATORS = (
    Indicator(
        "summaries",
        _l("Activities with a published summary"),
        _summary_count,
        period=_l("since the beginning"),
        source=_l("all summaries"),
    ),
    Indicator(
        "days_to_answer",
        _l("From closing to the city's answers"),
        _days_to_answer,
        unit=_l("days"),
        period=_l("the last 12 months, half took longer"),
        source=_l("first summaries"),
    ),
)
