"""The table of attachments. The bytes are in the file store (`civic.core.files`)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.core.db.types import UTCDateTime, utcnow
from civic.core.uploads import FileKey
from civic.extensions import Model


class Attachment(Model):
    """A file at a thing of any module, named as (`subject_kind`, `subject_id`): ("process", 4).

    `alternative` says in words what a picture shows, for those who do not see it. A picture has its size in pixels and
    a small copy (`small_key`); another file has neither.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_subject", "subject_kind", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    file_key: Mapped[FileKey]
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    alternative: Mapped[str] = mapped_column(String(500), default="")
    small_key: Mapped[FileKey] = mapped_column(default="", server_default="")
    width: Mapped[int | None]
    height: Mapped[int | None]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    @property
    def is_picture(self) -> bool:
        """Whether it is shown, rather than offered to be opened."""
        return self.width is not None
