"""Processes, their phases, and the activities within them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.agencies.models import Agency
from civic.core.db.types import UTCDateTime, enum_column, utcnow
from civic.core.translations import Translations
from civic.core.uploads import FileKey
from civic.extensions import Model


class PhaseKind(StrEnum):
    """The stages of a process, in their usual order."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ANALYSIS = "analysis"
    RESPONSE = "response"
    ADOPTED = "adopted"


class Process(Model):
    """A participatory process: one policy question, owned by an agency, with phases in time.

    `translations` are its texts in further languages. Its picture is one of the portal's own drawings
    (`illustration`) or an uploaded one (`picture_key` in the file store, with `picture_alt` in words).
    """

    __tablename__ = "process"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(500), default="")
    description: Mapped[str] = mapped_column(Text, default="")  # Markdown
    language: Mapped[str] = mapped_column(String(5), default="id")
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    translations: Mapped[Translations] = mapped_column(JSON, default=dict, server_default="{}")
    illustration: Mapped[str] = mapped_column(String(40), default="", server_default="")
    picture_key: Mapped[FileKey] = mapped_column(default="", server_default="")
    picture_alt: Mapped[str] = mapped_column(String(300), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    is_demo: Mapped[bool] = mapped_column(default=False)

    agency: Mapped[Agency] = relationship()
    places: Mapped[list[ProcessPlace]] = relationship(
        order_by="ProcessPlace.region_code", cascade="all, delete-orphan", passive_deletes=True
    )
    phases: Mapped[list[Phase]] = relationship(
        back_populates="process", order_by="Phase.starts_at", cascade="all, delete-orphan"
    )
    activities: Mapped[list[Activity]] = relationship(back_populates="process", order_by="Activity.id")

    def phase_at(self, moment: datetime) -> Phase | None:
        """The phase the process is in: of those that have begun and not ended, the one that began last."""
        now = [phase for phase in self.phases if phase.is_current(moment)]
        return now[-1] if now else None

    def stage_at(self, moment: datetime) -> PhaseKind | None:
        """How far the process is; between two phases None, but after the open one comments are closed."""
        if phase := self.phase_at(moment):
            return phase.kind
        begun = [phase.kind for phase in self.phases if phase.starts_at <= moment]
        return PhaseKind.CLOSED if begun[-1:] == [PhaseKind.OPEN] else None


class ProcessPlace(Model):
    """A district that a process is about; a process without one is about the whole city."""

    __tablename__ = "process_place"

    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(13), primary_key=True, index=True)


class Phase(Model):
    """A dated stage of a process."""

    __tablename__ = "phase"
    __table_args__ = (
        UniqueConstraint("process_id", "kind"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"))
    kind: Mapped[PhaseKind] = mapped_column(enum_column(PhaseKind))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    process: Mapped[Process] = relationship(back_populates="phases")

    def is_current(self, moment: datetime) -> bool:
        """Whether it has begun and not ended."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


@dataclass(frozen=True)
class Anchor:
    """The part of an activity that a comment is about: a kind ("question") and which one; empty for the whole."""

    kind: str = ""
    ref: str = ""


NOWHERE = Anchor()


class Activity(Model):
    """Something residents do, within a process or on its own; its comments make a corpus.

    `kind` is the name of an `ActivityKind` that a module declares; each kind may keep more in a table of its own.
    `version` grows with every change that a reader of the activity could see: caches and ETags stand on it.
    The counters count what is published.
    """

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        Index("ix_activity_opens_at_closes_at", "opens_at", "closes_at"),
        CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="closes_after_opening"),
    )
    __mapper_args__ = {"polymorphic_on": "kind"}  # noqa: RUF012 - SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    process_id: Mapped[int | None] = mapped_column(ForeignKey("process.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(500), default="")
    language: Mapped[str] = mapped_column(String(5), default="id")
    translations: Mapped[Translations] = mapped_column(JSON, default=dict, server_default="{}")
    opens_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    comment_count: Mapped[int] = mapped_column(default=0)
    people_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    summary_number: Mapped[int | None]  # newest published edition; set by whoever publishes

    agency: Mapped[Agency] = relationship()
    process: Mapped[Process | None] = relationship(back_populates="activities")

    def __init__(self, **values: Any) -> None:
        """Within a process, agency and language are the process's unless given."""
        if (process := values.get("process")) is not None:
            values = {"agency": process.agency, "language": process.language} | values
        super().__init__(**values)

    def is_open(self, moment: datetime) -> bool:
        """Whether comments are taken at this moment."""
        return self.opens_at <= moment and (self.closes_at is None or moment < self.closes_at)

    def has_anchor(self, anchor: Anchor) -> bool:
        """Whether a comment may be anchored here; kinds of activity say what they consist of."""
        return False
