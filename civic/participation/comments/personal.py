"""What a person wrote and thought of others' comments: for their own download, and gone when they leave."""

from __future__ import annotations

from collections import defaultdict
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
    """Every comment with its state and what it said before it was corrected, the newest first."""
    query = select(Comment).options(joinedload(Comment.activity)).where(Comment.author_id == account_id).limit(LIMIT)
    earlier = _earlier_wordings(account_id)
    for comment in db.session.scalars(query.order_by(Comment.id.desc())):
        yield {
            "id": comment.id,
            "on": comment.activity.title,
            "written_at": comment.created_at.isoformat(),
            "state": comment.state.value,
            "text": comment.body,
            "reply_to": comment.reply_to_id,
            "earlier": earlier[comment.id],
        }


def export_reports(account_id: int) -> Iterator[dict[str, Any]]:
    """Which comments a person asked the moderators to look at, and why."""
    query = select(CommentReport).where(CommentReport.account_id == account_id).limit(LIMIT)
    for report in db.session.scalars(query.order_by(CommentReport.id.desc())):
        yield {
            "comment": report.comment_id,
            "reason": report.reason,
            "note": report.note,
            "at": report.at.isoformat(),
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
    """Take a person's opinions out of the counts."""
    mine = CommentReaction.account_id == account_id
    reacted = list(db.session.scalars(select(CommentReaction.comment_id).where(mine)))
    db.session.execute(delete(CommentReaction).where(mine))
    recount_reactions(reacted)


def erase_reports(account_id: int) -> None:
    """Take a person's name off what they reported; the moderators still have it to look at."""
    db.session.execute(update(CommentReport).where(CommentReport.account_id == account_id).values(account_id=None))


def _earlier_wordings(account_id: int) -> defaultdict[int, list[dict[str, str]]]:
    """comment -> what it said before, the oldest first."""
    query = select(CommentRevision).join(Comment, Comment.id == CommentRevision.comment_id)
    found: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    for revision in db.session.scalars(query.where(Comment.author_id == account_id).order_by(CommentRevision.id)):
        found[revision.comment_id].append({"text": revision.body, "written_at": revision.written_at.isoformat()})
    return found
