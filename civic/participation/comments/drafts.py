"""What somebody wrote or chose before the portal knew who they are: kept, and done once they have signed in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from civic.core import throttle
from civic.core.accounts.models import Account
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.text import check_length, clean
from civic.errors import NotFound
from civic.extensions import db
from civic.participation.comments import actions, reactions
from civic.participation.comments.models import Comment, CommentDraft
from civic.participation.follows.actions import follow
from civic.participation.processes.models import NOWHERE, Activity, Anchor

LIFETIME = timedelta(days=2)
MAX_LENGTH = 20_000  # more than a comment may have: what is too long is kept too, to be shortened
PER_HOUR = 120  # for one address, behind which a whole office may sit


class Act(StrEnum):
    """What is done with a draft."""

    COMMENT = "comment"
    REPLY = "reply"  # to the comment
    EDIT = "edit"  # of the comment
    REACT = "react"  # to the comment: the body is the value, empty to take it back
    FOLLOW = "follow"  # the activity
    DONE = "done"  # nothing more: it stays for a form sent twice, with the comment that came of it


def keep(
    act: Act,
    activity: Activity,
    address: str,
    *,
    body: str = "",
    anchor: Anchor = NOWHERE,
    comment: Comment | None = None,
) -> str:
    """Keep an act for two days; returns the token that brings it back."""
    with transaction():
        throttle.hit(f"draft:{address}", PER_HOUR, timedelta(hours=1))
        check_length("body", body, MAX_LENGTH)
        token = secrets.token_urlsafe(16)
        db.session.execute(delete(CommentDraft).where(CommentDraft.created_at < utcnow() - LIFETIME))
        draft = CommentDraft(
            token_hash=_hash(token),
            act=act,
            activity_id=activity.id,
            anchor_kind=anchor.kind,
            anchor_ref=anchor.ref,
            reply_to_id=comment.id if comment else None,
            body=clean(body),
        )
        db.session.add(draft)
        return token


def find(token: str) -> CommentDraft:
    """The draft of a token, with its activity; raises NotFound for none and for one that has lapsed."""
    draft = db.session.scalar(
        select(CommentDraft)
        .options(joinedload(CommentDraft.activity))
        .where(CommentDraft.token_hash == _hash(token), CommentDraft.created_at > utcnow() - LIFETIME)
    )
    if draft is None:
        raise NotFound
    return draft


def perform(actor: Account, token: str) -> Comment | None:
    """Do what the draft says, as the actor, once, and forget its text; returns the comment it was about.

    Raises:
        what the act itself raises; the draft then stays, with its text.
    """
    with transaction():
        draft = find(token)
        comment = db.session.get(Comment, draft.reply_to_id) if draft.reply_to_id else None
        if draft.act == Act.DONE:
            return comment
        done = _perform(actor, draft, comment, token)
        draft.act, draft.body, draft.reply_to_id = Act.DONE, "", done.id if done else None
        return done


def drop(token: str) -> None:
    """Forget a draft whose text was sent in another way."""
    with transaction():
        db.session.execute(delete(CommentDraft).where(CommentDraft.token_hash == _hash(token)))


def _perform(actor: Account, draft: CommentDraft, comment: Comment | None, token: str) -> Comment | None:
    if draft.act == Act.FOLLOW:
        follow(actor, "activity", draft.activity_id)
        return None
    if draft.act == Act.COMMENT:
        return actions.post_comment(actor, draft.activity, draft.body, anchor=draft.anchor, submission_key=token)
    if comment is None:
        raise actions.Gone
    if draft.act == Act.REACT:
        reactions.react(actor, comment, int(draft.body) if draft.body else None)
        return comment
    if draft.act == Act.EDIT:
        return actions.edit_comment(actor, comment, draft.body)
    return actions.post_comment(actor, draft.activity, draft.body, reply_to=comment, submission_key=token)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
