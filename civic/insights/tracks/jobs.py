"""Telling everybody who took part that there is a summary, and whether the city has answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import select

from civic.core.db.transactions import transaction
from civic.core.jobs import JobContext, job
from civic.core.notices.actions import notify_all
from civic.extensions import db
from civic.insights.summaries.actions import PUBLISHED_JOB
from civic.insights.summaries.models import Summary
from civic.insights.tracks.notices import ANSWERED, SUMMED_UP
from civic.participation.comments.models import Comment, CommentState
from civic.participation.follows.models import ACTIVITY
from civic.participation.follows.queries import followers

CHUNK = 500


@job(PUBLISHED_JOB)
def tell_answered(context: JobContext, summary_id: int) -> None:
    """Tell authors and followers, in pieces; who was told is not told again when a piece is repeated."""
    summary = db.session.get_one(Summary, summary_id)
    values = {"title": summary.title, "slug": summary.activity.slug, "number": summary.number}
    key = f"{summary.activity_id}/{summary.number}"
    activity_id = summary.activity_id
    kind = ANSWERED if summary.content.answered else SUMMED_UP
    for people in (*_pieces(_authors, activity_id), *_pieces(_followers, activity_id)):
        with transaction():
            notify_all(kind, [(person, key, values) for person in people])


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
