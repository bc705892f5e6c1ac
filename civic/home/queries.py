"""What the front page, the feed and the map of the site read across the modules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from civic.extensions import db
from civic.insights.summaries.models import Summary
from civic.participation.comments.models import Comment
from civic.participation.processes.kinds import is_known
from civic.participation.processes.models import Activity, Process


@dataclass(frozen=True)
class Figures:
    """The portal in numbers."""

    processes: int
    comments: int
    people: int
    answers: int


@dataclass(frozen=True)
class AnsweredTheme:
    """What was asked for, and the start of the city's answer."""

    number: int
    label: str
    status: str
    answer: str


@dataclass(frozen=True)
class Answered:
    """An edition as the front page tells it: what was asked, how many said something, what the city answered."""

    activity: Activity
    published_at: datetime
    comments: int
    people: int
    themes: list[AnsweredTheme]  # the largest first
    answer_count: int


def newest_processes(limit: int) -> list[Process]:
    """Processes with agency and activities, the newest first; two queries."""
    query = select(Process).options(joinedload(Process.agency), selectinload(Process.activities.and_(is_known())))
    return list(db.session.scalars(query.order_by(Process.id.desc()).limit(limit)))


def latest_answers(limit: int) -> list[Answered]:
    """The newest edition of each activity that has one, the last published first, with its three largest answers."""
    newest = select(func.max(Summary.id)).group_by(Summary.activity_id)
    query = select(Summary).options(joinedload(Summary.activity).joinedload(Activity.process))
    editions = db.session.scalars(
        query.where(Summary.id.in_(newest)).order_by(Summary.published_at.desc(), Summary.id.desc()).limit(limit)
    )
    return [_answered(edition) for edition in editions]


def _answered(edition: Summary) -> Answered:
    themes = [
        AnsweredTheme(theme.number, theme.label, theme.status or "", theme.answer) for theme in edition.content.answered
    ]
    counts = edition.content.counts
    return Answered(edition.activity, edition.published_at, counts.comments, counts.people, themes[:3], len(themes))


def figures(answers: list[Answered]) -> Figures:
    """How much was said here and how much of the newest editions is answered. People: everybody who wrote anything.

    Counts rows of small tables and one index (ix_comment_author_id), for a page that is kept.
    """
    people = select(func.count(func.distinct(Comment.author_id)))
    return Figures(
        db.session.scalar(select(func.count(Process.id))) or 0,
        db.session.scalar(select(func.coalesce(func.sum(Activity.comment_count), 0)).where(is_known())) or 0,
        db.session.scalar(people) or 0,
        sum(answer.answer_count for answer in answers),
    )
