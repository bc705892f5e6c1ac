"""Who wants to hear of what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model

ACTIVITY, THREAD = "activity", "thread"


class Follow(Model):
    """One person follows one thing: an activity, or the thread of a comment."""

    __tablename__ = "follow"
    __table_args__ = (Index("ix_follow_subject", "subject_kind", "subject_id", "account_id"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
