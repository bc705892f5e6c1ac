"""Comments: one contribution by one person, in whatever activity, and drafts that outlive a session."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.accounts.models import Account
from civic.core.db.types import UTCDateTime, enum_column, utcnow
from civic.extensions import Model
from civic.participation.processes.models import Activity, Anchor

MAX_LENGTH = 5_000


class CommentState(StrEnum):
    """Whether and why a comment is (not) shown."""

    PUBLISHED = "published"
    HIDDEN = "hidden"  # by a moderator
    WITHDRAWN = "withdrawn"  # by its author
    HELD = "held"  # not published before a moderator has seen it


_GONE = "state <> 'published'"
_EDITED = text("edited_at IS NOT NULL")
IS_GONE = text(f"comment.{_GONE}")  # what is said in them is told nowhere; in the words of the index over them


class Comment(Model):
    """One contribution. Its author is an account, or for an imported comment a name or number from outside.

    A reply points to what it answers and to the first comment of its thread (`root_id`), so that a page
    of threads is two queries. `body_html` is the body rendered and sanitised when it was written.
    `anchor_kind` and `anchor_ref` name the part of the activity that it is about, such as a question; empty for none.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("activity_id", "external_id"),
        Index("ix_comment_threads", "activity_id", "root_id", "created_at", "id"),
        Index("ix_comment_root_id", "root_id", "created_at", "id"),
        Index("ix_comment_author_id", "author_id", "id"),
        Index("ix_comment_state", "activity_id", "state", "id"),
        Index("ix_comment_anchor", "activity_id", "anchor_kind", "anchor_ref", "created_at", "id"),
        Index("ix_comment_gone", "state", "id", sqlite_where=text(_GONE), postgresql_where=text(_GONE)),
        Index("ix_comment_edited", "edited_at", "id", sqlite_where=_EDITED, postgresql_where=_EDITED),
        CheckConstraint("(reply_to_id IS NULL) = (root_id IS NULL)", name="reply_has_root"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    anchor_kind: Mapped[str] = mapped_column(String(20), default="", server_default="")
    anchor_ref: Mapped[str] = mapped_column(String(60), default="", server_default="")
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    state: Mapped[CommentState] = mapped_column(enum_column(CommentState), default=CommentState.PUBLISHED)
    state_reason: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)  # one form, one comment
    external_id: Mapped[str | None] = mapped_column(String(100))
    external_author: Mapped[str | None] = mapped_column(String(100))
    agrees: Mapped[int | None]  # counted elsewhere, and imported with it
    disagrees: Mapped[int | None]
    agree_count: Mapped[int] = mapped_column(default=0, server_default="0")  # people here; see CommentReaction
    disagree_count: Mapped[int] = mapped_column(default=0, server_default="0")
    skip_count: Mapped[int] = mapped_column(default=0, server_default="0")

    activity: Mapped[Activity] = relationship()
    author: Mapped[Account | None] = relationship()
    reply_to: Mapped[Comment | None] = relationship(remote_side=[id], foreign_keys=[reply_to_id])

    @property
    def agency_id(self) -> int:
        """Roles over a comment are those held within its activity's agency."""
        return self.activity.agency_id

    @property
    def anchor(self) -> Anchor:
        """The part of the activity that it is about."""
        return Anchor(self.anchor_kind, self.anchor_ref)


class CommentRevision(Model):
    """What a comment said before it was corrected: every wording is kept, `written_at` says since when it stood."""

    __tablename__ = "comment_revision"
    __table_args__ = (Index("ix_comment_revision_comment_id", "comment_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CommentReaction(Model):
    """What one person thinks of a comment: 1 agrees, -1 disagrees, 0 has seen it and passes."""

    __tablename__ = "comment_reaction"
    __table_args__ = (
        Index("ix_comment_reaction_account_id", "account_id", "comment_id"),
        CheckConstraint("value BETWEEN -1 AND 1", name="value"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    value: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)


class CommentReport(Model):
    """What somebody, or the portal itself (then without an account), finds wrong with a comment."""

    __tablename__ = "comment_report"
    __table_args__ = (Index("ix_comment_report_comment_id", "comment_id", "account_id", "reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)


class CommentFlag(Model):
    """A comment that a moderator should look at, and whether one has."""

    __tablename__ = "comment_flag"
    __table_args__ = (Index("ix_comment_flag_queue", "closed_at", "opened_at", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    comment: Mapped[Comment] = relationship()


class CommentDraft(Model):
    """What somebody wrote or chose before they had signed in, kept until they have; `act` says what is done with it."""

    __tablename__ = "comment_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), index=True)
    anchor_kind: Mapped[str] = mapped_column(String(20), default="", server_default="")
    anchor_ref: Mapped[str] = mapped_column(String(60), default="", server_default="")
    act: Mapped[str] = mapped_column(String(20), default="comment", server_default="comment")
    reply_to_id: Mapped[int | None]  # the comment that the act is about
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)

    activity: Mapped[Activity] = relationship()

    @property
    def anchor(self) -> Anchor:
        """The part of the activity that it is about."""
        return Anchor(self.anchor_kind, self.anchor_ref)
