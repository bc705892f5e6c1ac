"""What was learned over a run, and what readers say of a random sample of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model


class RunLearning(Model):
    """The newest learning over a run: `job_id` is set when it is asked for, the rest when it is done.

    `examples`: different comments that drafters had placed by then.
    """

    __tablename__ = "run_learning"

    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"), primary_key=True)
    job_id: Mapped[str] = mapped_column(String(36), default="")
    examples: Mapped[int] = mapped_column(default=0)
    learned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RunSuggestion(Model):
    """A theme that the program suggests for an item, with its probability; nothing moves without a drafter.

    `rank` is its place in the list to read next, None for a move that the program is sure of.
    """

    __tablename__ = "run_suggestion"
    __table_args__ = (
        Index("ix_run_suggestion_rank", "run_id", "rank"),
        Index("ix_run_suggestion_probability", "run_id", "probability"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    theme: Mapped[int]
    probability: Mapped[float]
    rank: Mapped[int | None]


class AuditItem(Model):
    """An item of a run's random sample, drawn once; `stood` is the home it had then (None: in no theme).

    What is moved afterwards says nothing about the rest, so an audit is about where items stood.
    """

    __tablename__ = "run_audit_item"

    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    stood: Mapped[int | None]


class AuditVerdict(Model):
    """Where a reader would put an item of the sample: the number of a theme, None for no theme."""

    __tablename__ = "run_audit_verdict"
    __table_args__ = (
        ForeignKeyConstraint(
            ["run_id", "item_id"], ["run_audit_item.run_id", "run_audit_item.item_id"], ondelete="CASCADE"
        ),
    )

    run_id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    theme: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
