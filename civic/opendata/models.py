"""The catalogue: datasets, their tables, every version of each, and uploads that are being looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey, Index, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.agencies.models import Agency
from civic.core.db.types import UTCDateTime, utcnow
from civic.core.uploads import FileKey
from civic.extensions import Model
from civic.opendata.values import Chart, Column, Preview, as_json, from_json

FIRST_TABLE = "data"


class Columns(TypeDecorator[list[Column]]):
    """A list of `Column` as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: list[Column] | None, dialect: Dialect) -> Any:
        return [as_json(column) for column in value or []]

    def process_result_value(self, value: Any, dialect: Dialect) -> list[Column]:
        return [from_json(Column, stored) for stored in value or []]


class ChartJson(TypeDecorator[Chart | None]):
    """A `Chart` as JSON; none is an empty object."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Chart | None, dialect: Dialect) -> Any:
        return as_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Chart | None:
        return from_json(Chart, value) if value else None


class PreviewJson(TypeDecorator[Preview]):
    """A `Preview` as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Preview | None, dialect: Dialect) -> Any:
        return as_json(value or Preview())

    def process_result_value(self, value: Any, dialect: Dialect) -> Preview:
        preview: Preview = from_json(Preview, value or {})
        return preview


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
        """The table that the dataset's own address shows."""
        return self.resources[0]


class Resource(Model):
    """One table of a dataset, as its newest version is; what a steward chose for it outlives versions."""

    __tablename__ = "resource"
    __table_args__ = (UniqueConstraint("dataset_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(80), default=FIRST_TABLE)
    title: Mapped[str] = mapped_column(String(200), default="")
    row_count: Mapped[int]
    columns: Mapped[list[Column]] = mapped_column(Columns, deferred=True)
    chart: Mapped[Chart | None] = mapped_column(ChartJson, nullable=False)
    preview: Mapped[Preview] = mapped_column(PreviewJson, deferred=True)

    dataset: Mapped[Dataset] = relationship(back_populates="resources")
    versions: Mapped[list[ResourceVersion]] = relationship(
        back_populates="resource", order_by="ResourceVersion.number", cascade="all, delete-orphan"
    )

    @property
    def newest(self) -> ResourceVersion:
        return self.versions[-1]


class ResourceVersion(Model):
    """A table as it was published once: the file as it came, and its Parquet copy. It never changes."""

    __tablename__ = "resource_version"
    __table_args__ = (UniqueConstraint("resource_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"))
    number: Mapped[int]
    filename: Mapped[str] = mapped_column(String(200))
    original_key: Mapped[FileKey]
    original_bytes: Mapped[int]
    parquet_key: Mapped[FileKey]
    row_count: Mapped[int]
    columns: Mapped[list[Column]] = mapped_column(Columns, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    resource: Mapped[Resource] = relationship(back_populates="versions")


class Upload(Model):
    """A file that a steward looks at before it is published: kept for a day."""

    __tablename__ = "upload"
    __table_args__ = (Index("ix_upload_created_at", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80))
    table_slug: Mapped[str] = mapped_column(String(80), default=FIRST_TABLE)
    table_title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[dict[str, Any]] = mapped_column(JSON)
    filename: Mapped[str] = mapped_column(String(200))
    original_key: Mapped[FileKey]
    original_bytes: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
