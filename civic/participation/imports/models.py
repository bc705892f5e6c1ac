"""Files of comments that drafters uploaded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.db.types import UTCDateTime, utcnow
from civic.core.uploads import FileKey
from civic.extensions import Model
from civic.participation.consultations.models import Consultation


class CommentUpload(Model):
    """A file that a drafter looks at before its comments are imported, then what came of it: kept for a day.

    `reading` says how its columns were read (`Reading`) since it was told to be imported, and `job_id` which job does
    it, where it is too long for a request.
    """

    __tablename__ = "comment_upload"
    __table_args__ = (Index("ix_comment_upload_created_at", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    original_key: Mapped[FileKey]
    original_bytes: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    reading: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    job_id: Mapped[str | None] = mapped_column(String(36))
    imported_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    added: Mapped[int] = mapped_column(default=0, server_default="0")
    known: Mapped[int] = mapped_column(default=0, server_default="0")
    left_out: Mapped[int] = mapped_column(default=0, server_default="0")

    consultation: Mapped[Consultation] = relationship()
