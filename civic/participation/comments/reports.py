"""Comments that somebody should look at: reported by readers, or flagged by the portal itself."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, true

from civic.core import throttle
from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import locked, transaction
from civic.core.db.types import utcnow
from civic.core.text import check_length, clean_line
from civic.errors import Invalid
from civic.extensions import db
from civic.participation.comments.errors import Gone
from civic.participation.comments.models import Comment, CommentFlag, CommentReport, CommentState

PER_HOUR = 20
NOTE_LENGTH = 500


class Reason(StrEnum):
    """What readers may say is wrong, and (the last two) what the portal finds by itself."""

    HATEFUL = "hateful"
    PERSONAL = "personal"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    OTHER = "other"
    WORDS = "words"


READERS_REASONS = (Reason.HATEFUL, Reason.PERSONAL, Reason.SPAM, Reason.OFF_TOPIC, Reason.OTHER)


def report_comment(actor: Account | Any, comment: Comment, reason: str, note: str, address: str) -> None:
    """Ask the moderators to look at a comment; anybody may, a person once for each comment.

    Raises:
        Gone: it is not shown. TooMany: from here. Invalid: no reason was chosen.
    """
    with transaction():
        person = actor if actor.is_authenticated else None
        throttle.hit(f"report:{person.id if person else address}", PER_HOUR, timedelta(hours=1))
        if locked(comment).state is not CommentState.PUBLISHED:
            raise Gone
        if reason not in set(READERS_REASONS):
            raise Invalid("reason", _("Choose what is wrong."))
        check_length("note", note, NOTE_LENGTH)
        if flag(comment, Reason(reason), clean_line(note), person.id if person else None):
            record(person, "comment.reported", comment, reason=reason)


def flag(comment: Comment, reason: Reason, note: str = "", account_id: int | None = None) -> bool:
    """Put a comment into the queue, within the caller's transaction; False when this is in it already."""
    # Of visitors nobody knows who they are: another note is another report, the same one is the form sent twice.
    said = CommentReport.account_id.is_(None), CommentReport.note == note if note else true()
    same = (CommentReport.account_id == account_id,) if account_id else said
    known = select(CommentReport.id).where(CommentReport.comment_id == comment.id, CommentReport.reason == reason)
    if db.session.scalar(known.where(*same).limit(1)) is not None:
        return False
    db.session.add(CommentReport(comment_id=comment.id, account_id=account_id, reason=reason, note=note))
    found = db.session.get(CommentFlag, comment.id)
    if found is None:
        db.session.add(CommentFlag(comment_id=comment.id))
    elif found.closed_at is not None:
        found.opened_at, found.closed_at, found.closed_by = utcnow(), None, None
    db.session.flush()
    return True


def close_flag(comment_id: int, actor: Account) -> bool:
    """Take a comment out of the queue, within the caller's transaction; False when it is not in it."""
    found = db.session.get(CommentFlag, comment_id)
    if found is None or found.closed_at is not None:
        return False
    found.closed_at, found.closed_by = utcnow(), actor.id
    return True
