"""The catalogue: datasets and the table each one holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.agencies.models import Agency
from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model


class Dataset(Model):
    """A catalogue entry: what the data are, from whom, and under which licence."""

    __tablename__ = "dataset"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    licence: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(500), default="")
    language: Mapped[str] = mapped_column(String(5), default="id")
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    modified_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    is_demo: Mapped[bool] = mapped_column(default=False)

    agency: Mapped[Agency] = relationship()
    resources: Mapped[list[Resource]] = relationship(
        back_populates="dataset", order_by="Resource.id", cascade="all, delete-orphan"
    )

    @property
    def resource(self) -> Resource:
        """The newest table; earlier ones are kept."""
        return self.resources[-1]


class Resource(Model):
    """One table: the file as it was uploaded, its Parquet copy, and what its columns hold.

    `columns` is a list of {name, kind, missing, distinct, minimum, maximum, mean, top}; kind is text,
    integer, decimal or date. `chart` is {kind, label, value} with column names, or empty.
    """

    __tablename__ = "resource"

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    original_key: Mapped[str] = mapped_column(String(64))
    original_bytes: Mapped[int]
    parquet_key: Mapped[str] = mapped_column(String(64))
    row_count: Mapped[int]
    columns: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    chart: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    dataset: Mapped[Dataset] = relationship(back_populates="resources")
