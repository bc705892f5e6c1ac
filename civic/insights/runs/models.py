"""Analysis runs: one reading of a corpus by the engine, never changed once it is finished."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.types import UTCDateTime, utcnow
from civic.extensions import Model
from civic.participation.processes.models import Activity


class AnalysisRun(Model):
    """A run with its settings, version and seed. `finished_at` is set when its themes are stored."""

    __tablename__ = "analysis_run"
    __table_args__ = (Index("ix_analysis_run_activity_id", "activity_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    job_id: Mapped[str] = mapped_column(String(36), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    engine: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    metrics: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    comment_count: Mapped[int] = mapped_column(default=0)
    people_count: Mapped[int] = mapped_column(default=0)
    unassigned_count: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    activity: Mapped[Activity] = relationship()
    themes: Mapped[list[RunTheme]] = relationship(order_by="RunTheme.number")
    duplicates: Mapped[list[RunDuplicate]] = relationship(order_by="RunDuplicate.size.desc()")

    @property
    def agency_id(self) -> int:
        """Roles over a run are those held within its activity's agency."""
        return self.activity.agency_id


class RunTheme(Model):
    """A theme as the engine found it; drafters' changes are edits over it."""

    __tablename__ = "run_theme"

    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    terms: Mapped[list[str]] = mapped_column(JSON)
    size: Mapped[int]
    quotes: Mapped[list[int]] = mapped_column(JSON)


class RunAssignment(Model):
    """The theme that the engine gave a comment (None: it fits nowhere), and how strongly it belongs."""

    __tablename__ = "run_assignment"
    __table_args__ = (Index("ix_run_assignment_theme", "run_id", "theme", "weight", "comment_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    theme: Mapped[int | None]
    weight: Mapped[float]


class RunDuplicate(Model):
    """Comments that are (near) copies of one another, largest group first."""

    __tablename__ = "run_duplicate"

    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"), primary_key=True)
    representative: Mapped[int] = mapped_column(primary_key=True)
    members: Mapped[list[int]] = mapped_column(JSON)
    size: Mapped[int]
