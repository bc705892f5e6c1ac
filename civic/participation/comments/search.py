"""What the search finds of comments: those that are published, never their authors."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from civic.modules import Document, SearchSource
from civic.participation.comments.models import Comment, CommentState
from civic.participation.processes.kinds import is_known


def _documents(comment: Comment) -> Iterator[Document]:
    if comment.state is not CommentState.PUBLISHED:
        return
    activity = comment.activity
    yield Document(
        "",
        "comments.show",
        {"comment_id": comment.id},
        comment.body,
        heading=_l("On “%(title)s”", title=activity.title),
        agency_id=activity.agency_id,
        stamp=comment.created_at,
    )


COMMENTS = SearchSource(
    "comment",
    _l("Comments"),
    Comment,
    _documents,
    options=(joinedload(Comment.activity),),
    only=lambda: Comment.activity.has(is_known()),
)
