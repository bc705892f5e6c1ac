"""What people think of comments: counted here, and where they were imported from."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func

from civic.participation.comments.models import Comment


def agrees() -> ColumnElement[int]:
    """Column of those who agree; the import may have counted none."""
    return func.coalesce(Comment.agrees, 0) + Comment.agree_count


def disagrees() -> ColumnElement[int]:
    """As `agrees`, of those who do not."""
    return func.coalesce(Comment.disagrees, 0) + Comment.disagree_count
