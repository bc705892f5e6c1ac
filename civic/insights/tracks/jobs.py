"""Telling everybody who took part that there is a summary, where their comment stands, and what is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import select

from civic.core.db.transactions import transaction
from civic.core.jobs import JobContext, job
from civic.core.notices.actions import notify_all
from civic.extensions import db
from civic.insights.summaries.actions import PUBLISHED_JOB
from civic.insights.summaries.content import Content, EditionTheme
from civic.insights.summaries.frozen import Placements, placements_of
from civic.insights.summaries.models import Summary
from civic.insights.tracks.notices import ANSWERED, OWN_ANSWERED, OWN_PLACED, SUMMED_UP
from civic.participation.comments.models import Comment, CommentState
from civic.participation.follows.models import ACTIVITY
from civic.participation.follows.queries import followers
from civic.participation.processes.kinds import address_of

CHUNK = 500


@job(PUBLISHED_JOB)
def tell_answered(context: JobContext, summary_id: int) -> None:
    """Tell authors where their comment stands, and followers that there is news, in pieces.

    Who was told is not told again when a piece is repeated.
    """
    summary = db.session.get_one(Summary, summary_id)
    values = address_of(summary.activity) | {"title": summary.title, "number": summary.number}
    key = f"{summary.activity_id}/{summary.number}"
    activity_id, content, placements = summary.activity_id, summary.content, placements_of(summary)
    general = ANSWERED if content.answered else SUMMED_UP
    for people in _pieces(_authors, activity_id):
        places = _places(people, activity_id, content, placements)
        told: dict[str, list[tuple[int, str, dict[str, Any]]]] = defaultdict(list)
        for person in people:
            if (place := places.get(person)) is None:
                told[general].append((person, key, values))
            else:
                about = {"comment": place.comment, "theme": place.theme.number, "label": place.theme.label}
                kind = OWN_ANSWERED if place.theme.status else OWN_PLACED
                told[kind].append((person, key, values | about))
        with transaction():
            for kind, notices in told.items():
                notify_all(kind, notices)
    for people in _pieces(_followers, activity_id):
        known = _authors_among(people, activity_id)
        with transaction():
            notify_all(general, [(person, key, values) for person in people if person not in known])


class _Place(NamedTuple):
    comment: int
    theme: EditionTheme


def _places(people: list[int], activity_id: int, content: Content, placements: Placements) -> dict[int, _Place]:
    """Of each person with a comment in a theme the first, or the first that is answered. Uses ix_comment_author_id."""
    query = select(Comment.author_id, Comment.id).where(
        Comment.author_id.in_(people), Comment.activity_id == activity_id, Comment.state == CommentState.PUBLISHED
    )
    rows = db.session.execute(query.order_by(Comment.id)).tuples().all()
    themes = placements.themes_of(comment for _person, comment in rows)
    published = {theme.number: theme for theme in content.themes}
    found: dict[int, _Place] = {}
    for person, comment in rows:
        number = themes.get(comment)
        if number is None or person is None:
            continue
        theme = published[number]
        if person not in found or (theme.status and not found[person].theme.status):
            found[person] = _Place(comment, theme)
    return found


def _pieces(read: Callable[[int, int], list[int]], activity_id: int) -> Iterator[list[int]]:
    last = 0
    while people := read(activity_id, last):
        yield people
        last = people[-1]


def _authors(activity_id: int, after: int) -> list[int]:
    """Whose comments are shown, in order. Uses ix_comment_state."""
    query = select(Comment.author_id).where(
        Comment.activity_id == activity_id,
        Comment.state == CommentState.PUBLISHED,
        Comment.author_id > after,
    )
    found = db.session.scalars(query.distinct().order_by(Comment.author_id).limit(CHUNK))
    return [person for person in found if person is not None]


def _followers(activity_id: int, after: int) -> list[int]:
    return followers(ACTIVITY, activity_id, after, CHUNK)


def _authors_among(people: list[int], activity_id: int) -> set[int | None]:
    """Those who were told as authors. Uses ix_comment_author_id."""
    query = select(Comment.author_id).where(
        Comment.author_id.in_(people), Comment.activity_id == activity_id, Comment.state == CommentState.PUBLISHED
    )
    return set(db.session.scalars(query.distinct()))
