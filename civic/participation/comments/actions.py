"""Everything that changes a comment."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, select, update

from civic.config import settings
from civic.core import throttle
from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.markdown import render
from civic.core.permissions import require
from civic.core.text import check_length, clean, required
from civic.errors import Conflict, Invalid, NotFound, NotPermitted
from civic.extensions import db
from civic.participation.comments.models import MAX_LENGTH, Comment, CommentDraft, CommentRevision, CommentState
from civic.participation.comments.permissions import CommentPermission
from civic.participation.processes.models import NOWHERE, Activity, Anchor

DRAFT_LIFETIME = timedelta(days=2)
DRAFT_MAX_LENGTH = 20_000
DRAFTS_PER_HOUR = 120  # for one address, behind which a whole office may sit


class PhaseClosed(Conflict):
    """The activity takes no comments now."""

    default = _l("This is not open for comments (any more).")


class Gone(Conflict):
    """The comment was withdrawn or hidden: its text is shown to nobody, and nothing is done to it."""

    default = _l("This comment is no longer there.")


def post_comment(
    actor: Account,
    activity: Activity,
    body: str,
    *,
    anchor: Anchor = NOWHERE,
    reply_to: Comment | None = None,
    submission_key: str = "",
) -> Comment:
    """Publish a comment. A form sent twice (same `submission_key` and text) gives the same comment, once.

    A reply is about what the comment is about that it answers, whatever `anchor` says.

    Raises:
        NotPermitted, PhaseClosed, TooMany: the actor may not, not now, not so often.
        Invalid: the body is empty or too long, or the thing replied to cannot be replied to.
    """
    with transaction():
        require(actor, CommentPermission.POST, activity)
        body = required("body", body, MAX_LENGTH)
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
        throttle.hit(f"comment:{actor.id}", settings().comment_limit, timedelta(hours=1))
        comment = Comment(
            activity_id=activity.id,
            author_id=actor.id,
            anchor_kind=anchor.kind,
            anchor_ref=anchor.ref,
            reply_to_id=reply_to.id if reply_to else None,
            root_id=(reply_to.root_id or reply_to.id) if reply_to else None,
            body=body,
            body_html=str(render(body)),
            submission_key=key,
        )
        _count(activity.id, actor.id, +1)
        db.session.add(comment)
        db.session.flush()
        record(actor, "comment.posted", comment, activity=activity.id)
        return comment


def edit_comment(actor: Account, comment: Comment, body: str) -> Comment:
    """Correct one's own comment within the edit window; marked as edited."""
    with transaction():
        if comment.author_id != actor.id:
            raise NotPermitted
        if _locked(comment).state is not CommentState.PUBLISHED:
            raise Gone
        if not can_edit(comment):
            raise PhaseClosed(_("The time for corrections is over. You can withdraw the comment and write anew."))
        body = required("body", body, MAX_LENGTH)
        if body != comment.body:
            db.session.add(_revision(comment))
            comment.body, comment.body_html, comment.edited_at = body, str(render(body)), utcnow()
            _touch(comment.activity_id)
            record(actor, "comment.edited", comment)
        return comment


def can_edit(comment: Comment) -> bool:
    """Whether the edit window is still open."""
    return utcnow() - comment.created_at < timedelta(minutes=settings().edit_minutes)


def withdraw_comment(actor: Account, comment: Comment) -> Comment:
    """Take one's own comment back: its text is no longer shown, its place stays where others answered."""
    with transaction():
        if comment.author_id != actor.id:
            raise NotPermitted
        if _locked(comment).state is CommentState.PUBLISHED:
            comment.state = CommentState.WITHDRAWN
            db.session.flush()
            _count(comment.activity_id, actor.id, -1)
            record(actor, "comment.withdrawn", comment)
        return comment


def hide_comment(actor: Account, comment: Comment, reason: str) -> Comment:
    """Hide somebody's comment for a stated, public reason; one that is hidden stays as it is."""
    with transaction():
        require(actor, CommentPermission.HIDE, comment)
        if _locked(comment).state is CommentState.HIDDEN:
            return comment
        if comment.state is not CommentState.PUBLISHED:
            raise Gone
        comment.state_reason = required("reason", reason, 500)
        comment.state = CommentState.HIDDEN
        db.session.flush()
        _count(comment.activity_id, comment.author_id, -1)
        record(actor, "comment.hidden", comment, reason=comment.state_reason)
        return comment


def unhide_comment(actor: Account, comment: Comment) -> Comment:
    """Show a hidden comment again; one that is shown stays as it is."""
    with transaction():
        require(actor, CommentPermission.HIDE, comment)
        if _locked(comment).state is CommentState.PUBLISHED:
            return comment
        if comment.state is not CommentState.HIDDEN:
            raise Gone
        _count(comment.activity_id, comment.author_id, +1)
        comment.state, comment.state_reason = CommentState.PUBLISHED, ""
        record(actor, "comment.unhidden", comment)
        return comment


def keep_draft(activity: Activity, body: str, anchor: Anchor, reply_to_id: int | None, address: str) -> str:
    """Keep what somebody wrote before signing in; returns the token that brings it back for two days."""
    with transaction():
        throttle.hit(f"draft:{address}", DRAFTS_PER_HOUR, timedelta(hours=1))
        body = clean(body)
        check_length("body", body, DRAFT_MAX_LENGTH)
        token = secrets.token_urlsafe(16)
        db.session.execute(delete(CommentDraft).where(CommentDraft.created_at < utcnow() - DRAFT_LIFETIME))
        draft = CommentDraft(
            token_hash=_hash(token),
            activity_id=activity.id,
            anchor_kind=anchor.kind,
            anchor_ref=anchor.ref,
            reply_to_id=reply_to_id,
            body=body,
        )
        db.session.add(draft)
        return token


def find_draft(token: str, activity: Activity) -> CommentDraft | None:
    """The draft of this token, if it belongs to this activity and has not lapsed."""
    return db.session.scalar(
        select(CommentDraft).where(
            CommentDraft.token_hash == _hash(token),
            CommentDraft.activity_id == activity.id,
            CommentDraft.created_at > utcnow() - DRAFT_LIFETIME,
        )
    )


def drop_draft(token: str) -> None:
    """Forget a draft once its comment is sent."""
    with transaction():
        db.session.execute(delete(CommentDraft).where(CommentDraft.token_hash == _hash(token)))


def own_comment(actor: Account, comment_id: int) -> Comment:
    """The actor's own comment; NotFound for anybody else's."""
    comment = db.session.get(Comment, comment_id)
    if comment is None or comment.author_id != actor.id:
        raise NotFound
    return comment


def _locked(comment: Comment) -> Comment:
    """The comment as it is now, held until the transaction ends: of two people one comes second."""
    db.session.refresh(comment, with_for_update={"of": Comment})
    return comment


def _count(activity_id: int, author_id: int | None, change: int) -> None:
    """Keep the activity's counters and version, in the database so that nobody's change is lost.

    Called while the comment in question is not (or no longer) counted among the published ones.
    """
    has_others = bool(
        db.session.scalar(
            select(
                exists().where(
                    Comment.activity_id == activity_id,
                    Comment.author_id == author_id,
                    Comment.state == CommentState.PUBLISHED,
                )
            )
        )
    )
    db.session.execute(
        update(Activity)
        .where(Activity.id == activity_id)
        .values(
            comment_count=Activity.comment_count + change,
            people_count=Activity.people_count + (0 if has_others else change),
            version=Activity.version + 1,
        )
        .execution_options(synchronize_session=False)
    )


def _touch(activity_id: int) -> None:
    statement = update(Activity).where(Activity.id == activity_id).values(version=Activity.version + 1)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _revision(comment: Comment) -> CommentRevision:
    """The wording that a correction is about to replace."""
    return CommentRevision(comment_id=comment.id, body=comment.body, written_at=comment.edited_at or comment.created_at)


def _anchor(activity: Activity, wanted: Anchor, reply_to: Comment | None) -> Anchor:
    if reply_to is not None:
        return reply_to.anchor
    return wanted if activity.has_anchor(wanted) else NOWHERE


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
