"""The search's own tables: the terms of whatever can be found. What people see comes from the rows themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model


class SearchDocument(Model):
    """What one row (or a part of it) is found by.

    `title` and `text` hold terms, not words: see `words.py`. `tags` hold terms for its kind, language and agency, so
    that filters cost no more than words. On SQLite the table `search_terms` (FTS5) is kept over these three columns by
    triggers; on PostgreSQL they make the generated column `terms` (tsvector, GIN). The newest have the highest ids.
    """

    __tablename__ = "search_document"
    __table_args__ = (
        UniqueConstraint("kind", "reference", "part"),
        Index("ix_search_document_kind_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(40))
    part: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text)
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SearchDebt(Model):
    """A row whose source failed when it was to be indexed: it is in no result until it has been read again."""

    __tablename__ = "search_debt"
    __table_args__ = (Index("ix_search_debt_kind_tried_at", "kind", "tried_at"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), primary_key=True)
    tried_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
