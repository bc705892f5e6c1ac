"""Reading how far comments have come. Only published editions count: a drafter's work in progress is told nobody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from civic.extensions import db
from civic.insights.summaries.content import EditionTheme
from civic.insights.summaries.frozen import placements_of
from civic.insights.summaries.labels import first_sentence
from civic.insights.summaries.models import Summary
from civic.participation.comments.models import Comment
from civic.participation.processes.kinds import kind_of, place_of


@dataclass(frozen=True)
class Track:
    """How far a comment has come.

    Attributes:
        stage: 1 received, 2 read, 3 part of a theme, 4 answered.
        edition: the number of the summary that tells the rest.
        theme: its number, label and the city's status there.
        answer: the first sentence of the city's words.
    """

    stage: int = 1
    place: str = ""
    slug: str = ""
    edition: int = 0
    theme: int = 0
    label: str = ""
    status: str = ""
    answer: str = ""


RECEIVED = Track()


def tracks_of(comments: list[Comment]) -> dict[int, Track]:
    """The track of each comment; two queries, and the frozen tables of each edition."""
    tracks = {comment.id: RECEIVED for comment in comments}
    for summary in _newest({comment.activity_id for comment in comments}):
        ids = {comment.id for comment in comments if comment.activity_id == summary.activity_id}
        tracks |= _within(summary, ids)
    return tracks


def _newest(activity_ids: set[int]) -> list[Summary]:
    """The newest edition of each activity that has one."""
    newest = select(func.max(Summary.id)).where(Summary.activity_id.in_(activity_ids)).group_by(Summary.activity_id)
    query = select(Summary).options(joinedload(Summary.activity)).where(Summary.id.in_(newest))
    return list(db.session.scalars(query))


def _within(summary: Summary, comment_ids: set[int]) -> dict[int, Track]:
    themes = placements_of(summary).themes_of(comment_ids)
    content = summary.content
    return {
        comment: _track(summary, content.theme(number) if number is not None else None)
        for comment, number in themes.items()
    }


def _track(summary: Summary, theme: EditionTheme | None) -> Track:
    activity, edition = summary.activity, summary.number
    place, slug = place_of(kind_of(activity)), activity.slug
    if theme is None:
        return Track(2, place, slug, edition)
    return Track(
        4 if theme.status else 3,
        place,
        slug,
        edition,
        theme.number,
        theme.label,
        theme.status or "",
        first_sentence(theme.answer),
    )
