"""Everything that changes a comment."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from civic.core import throttle
from civic.core.accounts.models import Account
from civic.core.accounts.turns import in_turn
from civic.core.audit import record
from civic.core.db.transactions import locked, transaction
from civic.core.db.types import utcnow
from civic.core.markdown import render
from civic.core.permissions import require
from civic.core.settings.values import get
from civic.core.text import required
from civic.errors import Invalid, NotFound, NotPermitted
from civic.extensions import db
from civic.participation.comments import notices
from civic.participation.comments.counting import count, touch
from civic.participation.comments.errors import Gone, PhaseClosed
from civic.participation.comments.models import MAX_LENGTH, Comment, CommentRevision, CommentState
from civic.participation.comments.permissions import CommentPermission
from civic.participation.comments.reports import Reason, close_flag, flag
from civic.participation.comments.screening import has_listed_word, personal
from civic.participation.processes.models import NOWHERE, Activity, Anchor


def post_comment(
    actor: Account,
    activity: Activity,
    body: str,
    *,
    anchor: Anchor = NOWHERE,
    reply_to: Comment | None = None,
    submission_key: str = "",
) -> Comment:
    """Publish a comment; one with a word of the city's list is held until a moderator has seen it.

    A form sent twice (same `submission_key` and text) gives the same comment, once.

    A reply is about what the comment is about that it answers, whatever `anchor` says.

    Raises:
        NotPermitted, PhaseClosed, TooMany: the actor may not, not now, not so often.
        Invalid: the body is empty or too long, or the thing replied to cannot be replied to.
    """
    body = required("body", body, MAX_LENGTH)
    html = str(render(body))
    with transaction():
        require(actor, CommentPermission.POST, activity)
        in_turn(actor)
        place = reply_to.id if reply_to else ""
        key = _hash(f"{actor.id}:{activity.id}:{place}:{submission_key}:{body}") if submission_key else None
        if key and (sent := db.session.scalar(select(Comment).where(Comment.submission_key == key))):
            return sent
        if not activity.is_open(utcnow()):
            raise PhaseClosed
        if reply_to is not None and (
            reply_to.activity_id != activity.id or reply_to.state is not CommentState.PUBLISHED
        ):
            raise Invalid("body", _("The comment you answer is no longer there."))
        anchor = _anchor(activity, anchor, reply_to)
        throttle.hit(f"comment:{actor.id}", get("comment_limit"), timedelta(hours=1))
        comment = Comment(
            activity_id=activity.id,
            author_id=actor.id,
            anchor_kind=anchor.kind,
            anchor_ref=anchor.ref,
            reply_to_id=reply_to.id if reply_to else None,
            root_id=(reply_to.root_id or reply_to.id) if reply_to else None,
            body=body,
            body_html=html,
            submission_key=key,
            state=CommentState.HELD if has_listed_word(body) else CommentState.PUBLISHED,
        )
        if comment.state is CommentState.PUBLISHED:
            count(activity.id, actor.id, +1)
        db.session.add(comment)
        db.session.flush()
        _screen(comment)
        record(actor, "comment.posted", comment, activity=activity.id)
        notices.on_posted(comment)
        return comment


def edit_comment(actor: Account, comment: Comment, body: str) -> Comment:
    """Correct one's own comment within the edit window; marked as edited."""
    with transaction():
        if comment.author_id != actor.id:
            raise NotPermitted
        if locked(comment).state is not CommentState.PUBLISHED:
            raise Gone
        if not can_edit(comment):
            raise PhaseClosed(_("The time for corrections is over. You can withdraw the comment and write anew."))
        body = required("body", body, MAX_LENGTH)
        if body != comment.body:
            db.session.add(_revision(comment))
            comment.body, comment.body_html, comment.edited_at = body, str(render(body)), utcnow()
            if has_listed_word(body):
                comment.state = CommentState.HELD
                db.session.flush()
                count(comment.activity_id, actor.id, -1)
            touch(comment.activity_id)
            _screen(comment)
            record(actor, "comment.edited", comment)
        return comment


def can_edit(comment: Comment) -> bool:
    """Whether the edit window is still open."""
    return utcnow() - comment.created_at < timedelta(minutes=get("edit_minutes"))


def withdraw_comment(actor: Account, comment: Comment) -> Comment:
    """Take one's own comment back: its text is no longer shown, its place stays where others answered."""
    with transaction():
        if comment.author_id != actor.id:
            raise NotPermitted
        before = locked(comment).state
        if before in (CommentState.PUBLISHED, CommentState.HELD):
            comment.state = CommentState.WITHDRAWN
            db.session.flush()
            if before is CommentState.PUBLISHED:
                count(comment.activity_id, actor.id, -1)
            close_flag(comment.id, actor)
            record(actor, "comment.withdrawn", comment)
        return comment


def hide_comment(actor: Account, comment: Comment, reason: str) -> Comment:
    """Hide somebody's comment for a stated, public reason, which its author is told; hidden twice is hidden once."""
    with transaction():
        require(actor, CommentPermission.HIDE, comment)
        before = locked(comment).state
        if before is CommentState.HIDDEN:
            return comment
        if before is CommentState.WITHDRAWN:
            raise Gone
        comment.state_reason = required("reason", reason, 500)
        comment.state = CommentState.HIDDEN
        db.session.flush()
        if before is CommentState.PUBLISHED:
            count(comment.activity_id, comment.author_id, -1, comment.external_author)
        close_flag(comment.id, actor)
        record(actor, "comment.hidden", comment, reason=comment.state_reason)
        notices.on_hidden(comment)
        return comment


def unhide_comment(actor: Account, comment: Comment) -> Comment:
    """Show a hidden comment again; one that is shown stays as it is."""
    with transaction():
        require(actor, CommentPermission.HIDE, comment)
        before = locked(comment).state
        if before is CommentState.PUBLISHED:
            return comment
        if before is not CommentState.HIDDEN:
            raise Gone
        _publish(actor, comment, "comment.unhidden")
        return comment


def keep_comment(actor: Account, comment: Comment) -> Comment:
    """Decide that a reported comment stays, or that a held one is published; decided twice is decided once."""
    with transaction():
        require(actor, CommentPermission.HIDE, comment)
        before = locked(comment).state
        if before is CommentState.HELD:
            _publish(actor, comment, "comment.released")
        elif before is not CommentState.PUBLISHED:
            raise Gone
        if close_flag(comment.id, actor) and before is CommentState.PUBLISHED:
            record(actor, "comment.kept", comment)
        return comment


def own_comment(actor: Account, comment_id: int) -> Comment:
    """The actor's own comment; NotFound for anybody else's."""
    comment = db.session.get(Comment, comment_id)
    if comment is None or comment.author_id != actor.id:
        raise NotFound
    return comment


def _publish(actor: Account, comment: Comment, event: str) -> None:
    count(comment.activity_id, comment.author_id, +1, comment.external_author)
    comment.state, comment.state_reason = CommentState.PUBLISHED, ""
    record(actor, event, comment)
    notices.on_published(comment)


def _screen(comment: Comment) -> None:
    """Let a moderator see what the portal noticed: personal data, or a word of the list."""
    if comment.state is CommentState.HELD:
        flag(comment, Reason.WORDS)
    if personal(comment.body):
        flag(comment, Reason.PERSONAL)


def _revision(comment: Comment) -> CommentRevision:
    """The wording that a correction is about to replace."""
    return CommentRevision(comment_id=comment.id, body=comment.body, written_at=comment.edited_at or comment.created_at)


def _anchor(activity: Activity, wanted: Anchor, reply_to: Comment | None) -> Anchor:
    if reply_to is not None:
        return reply_to.anchor
    return wanted if activity.has_anchor(wanted) else NOWHERE


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
