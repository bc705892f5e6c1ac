"""Summaries that were sent for publishing."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.accounts.models import Account
from civic.core.db.types import UTCDateTime, enum_column, utcnow
from civic.extensions import Model
from civic.insights.runs.models import AnalysisRun


class Outcome(StrEnum):
    """What became of a summary that was sent."""

    PUBLISHED = "published"
    RETURNED = "returned"
    REPLACED = "replaced"  # it was sent anew before anybody had decided


class PublishingRequest(Model):
    """A run as it was sent for publishing: the length of its log then, and what is to stand above its themes.

    Of a run one at most waits. `newest` is the number of the newest edition that whoever sent it has seen, `reason` why
    it is to be published although something is open, empty where nothing was; `because` why it was returned.
    """

    __tablename__ = "publishing_request"
    __table_args__ = (
        Index(
            "uq_publishing_request_waiting",
            "run_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index("ix_publishing_request_run_id", "run_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"))
    seq: Mapped[int]
    newest: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    introduction: Mapped[str] = mapped_column(Text, default="")
    answer_by: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
    sent_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    because: Mapped[str] = mapped_column(String(500), default="")

    run: Mapped[AnalysisRun] = relationship()
    sender: Mapped[Account] = relationship(foreign_keys=[sent_by])
    decider: Mapped[Account | None] = relationship(foreign_keys=[decided_by])

    @property
    def agency_id(self) -> int:
        """Roles over it are those held within the agency of what was read."""
        return self.run.agency_id
