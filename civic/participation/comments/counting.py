"""What every verb keeps in step: the row as it is now, the activity's counters and its version."""

from __future__ import annotations

from sqlalchemy import case, exists, update

from civic.extensions import db
from civic.participation.comments.models import Comment, CommentState
from civic.participation.comments.people import is_by_the_same
from civic.participation.processes.models import Activity


def count(activity_id: int, author_id: int | None, change: int, external_author: str | None = None) -> None:
    """Keep the activity's counters and version, in the database so that nobody's change is lost.

    Called while the comment in question is not (or no longer) counted among the published ones.
    """
    has_others = exists().where(
        Comment.activity_id == activity_id,
        is_by_the_same(author_id, external_author),
        Comment.state == CommentState.PUBLISHED,
    )
    _change(
        activity_id,
        comment_count=Activity.comment_count + change,
        people_count=Activity.people_count + case((has_others, 0), else_=change),
    )


def touch(activity_id: int) -> None:
    """A new version of the activity's page: something on it has changed."""
    _change(activity_id)


def _change(activity_id: int, **values: object) -> None:
    statement = update(Activity).where(Activity.id == activity_id).values(version=Activity.version + 1, **values)
    db.session.execute(statement.execution_options(synchronize_session=False, is_found=False))
