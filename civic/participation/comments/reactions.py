"""Agreeing and disagreeing with a comment, or passing it over: one opinion a person, which may be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, exists, func, literal, select, union_all, update

from civic.core import throttle
from civic.core.accounts.models import Account
from civic.core.db.transactions import locked, transaction
from civic.core.db.types import utcnow
from civic.core.permissions import require
from civic.core.settings.values import get
from civic.extensions import db
from civic.participation.comments.counting import touch
from civic.participation.comments.errors import Gone, PhaseClosed
from civic.participation.comments.models import Comment, CommentReaction, CommentState
from civic.participation.comments.permissions import CommentPermission
from civic.participation.follows.models import ACTIVITY, Follow

AGREE, DISAGREE, SKIP = 1, -1, 0
PER_COMMENT = 20  # reading and reacting is quicker than writing


def react(actor: Account, comment: Comment, value: int | None) -> None:
    """Keep what the actor thinks of a comment; None takes it back. The same twice is once.

    Raises:
        NotPermitted, TooMany: the actor may not, or not so often.
        Gone, PhaseClosed: the comment is not shown, or its activity takes nothing now.
    """
    with transaction():
        require(actor, CommentPermission.REACT, comment)
        throttle.hit(f"react:{actor.id}", get("comment_limit") * PER_COMMENT, timedelta(hours=1))
        # Whoever reacts to the same comment waits here: the counters are counted anew from the rows.
        if locked(comment).state is not CommentState.PUBLISHED:
            raise Gone
        if not comment.activity.is_open(utcnow()):
            raise PhaseClosed
        kept = db.session.get(CommentReaction, (comment.id, actor.id))
        if (kept.value if kept else None) == value:
            return
        if kept is None:
            db.session.add(CommentReaction(comment_id=comment.id, account_id=actor.id, value=value))
        elif value is None:
            db.session.delete(kept)
        else:
            kept.value, kept.at = value, utcnow()
        db.session.flush()
        _recount(comment.id)
        touch(comment.activity_id)


@dataclass(frozen=True)
class Marks:
    """What a person has done on a page of comments."""

    reactions: Mapping[int, int]
    follows: bool


def marks_of(account_id: int, activity_id: int, comment_ids: list[int]) -> Marks:
    """A person's reactions to these comments, and whether they follow the activity; one query, both by primary key."""
    reacted = select(CommentReaction.comment_id, CommentReaction.value).where(
        CommentReaction.account_id == account_id, CommentReaction.comment_id.in_(comment_ids)
    )
    followed = select(literal(0), literal(0)).where(
        exists().where(
            Follow.account_id == account_id, Follow.subject_kind == ACTIVITY, Follow.subject_id == activity_id
        )
    )
    found: dict[int, int] = {row[0]: row[1] for row in db.session.execute(union_all(reacted, followed))}
    return Marks(follows=found.pop(0, None) is not None, reactions=found)


def recount_reactions(comment_ids: list[int]) -> None:
    """Counters of comments anew from their rows, as when a person's reactions are erased."""
    for comment_id in comment_ids:
        _recount(comment_id)


def _recount(comment_id: int) -> None:
    counts = {
        name: func.coalesce(func.sum(case((CommentReaction.value == value, 1), else_=0)), 0)
        for name, value in (("agree_count", AGREE), ("disagree_count", DISAGREE), ("skip_count", SKIP))
    }
    row = db.session.execute(
        select(*(count.label(name) for name, count in counts.items())).where(CommentReaction.comment_id == comment_id)
    ).one()
    db.session.execute(
        update(Comment).where(Comment.id == comment_id).values(**row._asdict()),
        execution_options={"synchronize_session": "fetch", "is_found": False},
    )
