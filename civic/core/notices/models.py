"""What is told to whom, and who wants what by mail."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.accounts.models import Account
from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model


class Mailing(StrEnum):
    """How notices of a kind reach a person by mail; in the portal they stand in any case."""

    NOW = "now"
    DAILY = "daily"
    NONE = "none"


_OWED = text("due <> 'none' AND mailed_at IS NULL")


class Notice(Model):
    """One thing told to one person. Its words are made when it is read, in the language of whoever reads it."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("account_id", "kind", "key"),
        Index("ix_notice_account_id_id", "account_id", "id"),
        Index("ix_notice_due", "due", "account_id", sqlite_where=_OWED, postgresql_where=_OWED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    due: Mapped[str] = mapped_column(String(10), default=Mailing.NONE)  # how it is to be mailed
    mailed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when its mail was put into the queue

    account: Mapped[Account] = relationship()


class NoticeChoice(Model):
    """What a person chose for a kind; without a row the kind's own default holds."""

    __tablename__ = "notice_choice"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    mailing: Mapped[str] = mapped_column(String(10))
