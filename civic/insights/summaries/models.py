"""Published summaries: numbered editions that never change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model
from civic.insights.summaries.content import Content, ContentColumn
from civic.participation.processes.models import Activity


class Summary(Model):
    """One edition. `content` is everything its page shows; `files` the keys of the tables behind it."""

    __tablename__ = "summary"
    __table_args__ = (UniqueConstraint("activity_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    number: Mapped[int]
    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id"))
    title: Mapped[str] = mapped_column(String(200))
    introduction: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[Content] = mapped_column(ContentColumn)
    files: Mapped[dict[str, str]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    activity: Mapped[Activity] = relationship()
