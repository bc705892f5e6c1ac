"""What a person wrote and thought of others' comments: for their own download, and gone when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from civic.core.db.types import utcnow
from civic.extensions import db
from civic.participation.comments.counting import count
from civic.participation.comments.models import (
    Comment,
    CommentFlag,
    CommentReaction,
    CommentReport,
    CommentRevision,
    CommentState,
)
from civic.participation.comments.reactions import recount_reactions

LIMIT = 20_000


def export(account_id: int) -> Iterator[dict[str, Any]]:
    """Every comment with its state, the newest first."""
    query = select(Comment).options(joinedload(Comment.activity)).where(Comment.author_id == account_id).limit(LIMIT)
    for comment in db.session.scalars(query.order_by(Comment.id.desc())):
        yield {
            "id": comment.id,
            "on": comment.activity.title,
            "written_at": comment.created_at.isoformat(),
            "state": comment.state.value,
            "text": comment.body,
            "reply_to": comment.reply_to_id,
        }


def export_reactions(account_id: int) -> Iterator[dict[str, Any]]:
    """What a person thinks of which comment: 1 agrees, -1 disagrees, 0 passes."""
    query = select(CommentReaction).where(CommentReaction.account_id == account_id).limit(LIMIT)
    for reaction in db.session.scalars(query.order_by(CommentReaction.comment_id.desc())):
        yield {"comment": reaction.comment_id, "value": reaction.value, "at": reaction.at.isoformat()}


def erase(account_id: int) -> None:
    """Withdraw a person's comments, and forget what they said; the places stay where others answered."""
    own = list(db.session.scalars(select(Comment).where(Comment.author_id == account_id)))
    for comment in own:
        was_published = comment.state is CommentState.PUBLISHED
        # Those that were held or hidden too: else a moderator could publish what is empty now.
        comment.state = CommentState.WITHDRAWN
        comment.body, comment.body_html = "", ""
        if was_published:
            db.session.flush()
            count(comment.activity_id, account_id, -1)
    ids = [comment.id for comment in own]
    db.session.execute(delete(CommentRevision).where(CommentRevision.comment_id.in_(ids)))
    waiting = (CommentFlag.comment_id.in_(ids), CommentFlag.closed_at.is_(None))
    db.session.execute(update(CommentFlag).where(*waiting).values(closed_at=utcnow()))


def keep(account_id: int) -> None:
    """Leave a person's comments where they are, under no name; earlier wordings go."""
    own = select(Comment.id).where(Comment.author_id == account_id)
    db.session.execute(delete(CommentRevision).where(CommentRevision.comment_id.in_(own)))


def erase_reactions(account_id: int) -> None:
    """Take a person's opinions out of the counts, and their name off their reports."""
    mine = CommentReaction.account_id == account_id
    reacted = list(db.session.scalars(select(CommentReaction.comment_id).where(mine)))
    db.session.execute(delete(CommentReaction).where(mine))
    recount_reactions(reacted)
    db.session.execute(update(CommentReport).where(CommentReport.account_id == account_id).values(account_id=None))
