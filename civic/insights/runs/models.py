"""Analysis runs: one reading of a corpus by the engine, never changed once it is finished."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.db.types import UTCDateTime, utcnow
from civic.extensions import Model
from civic.insights.corpora.queries import source_of
from civic.modules.corpora import Corpus, CorpusSource
from civic.participation.processes.models import Activity


class AnalysisRun(Model):
    """A run with its settings, version and seed. `finished_at` is set when its themes are stored.

    `source_kind` and `source_ref` name the corpus it reads (`civic.insights.corpora`); `activity_id` is the activity
    where the corpus is one: its editions stand there.
    `cautions`: [{code, theme, detail}] as the engine tells them, `languages`: comments by language, "" for unknown,
    `map`: the themes in two dimensions as the engine found them (`Result.map`), empty in older runs,
    `carried`: what became of the work on the run before it (`civic.insights.curation.carry`), empty for a first run.
    """

    __tablename__ = "analysis_run"
    __table_args__ = (Index("ix_analysis_run_source", "source_kind", "source_ref", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_kind: Mapped[str] = mapped_column(String(40))
    source_ref: Mapped[str] = mapped_column(String(200))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    job_id: Mapped[str] = mapped_column(String(36), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    engine: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    metrics: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    cautions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    languages: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    map: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    carried: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    comment_count: Mapped[int] = mapped_column(default=0)
    people_count: Mapped[int] = mapped_column(default=0)
    unassigned_count: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    activity: Mapped[Activity | None] = relationship()
    themes: Mapped[list[RunTheme]] = relationship(order_by="RunTheme.number")

    @property
    def source(self) -> CorpusSource:
        """Where its items come from, and are shown as they are today."""
        return source_of(self.source_kind)

    @property
    def corpus(self) -> Corpus:
        """What it has read, as it is now."""
        return self.source.corpus(self.source_ref)

    @property
    def agency_id(self) -> int:
        """Roles over a run are those held within the agency of its corpus."""
        return self.corpus.agency_id


class RunTheme(Model):
    """A theme as the engine found it; drafters' changes are edits over it.

    `labels`: what it could be called, `label` first, empty in runs from before others were kept; `stability`: 0 to 1,
    None where there were too few comments to say; `subthemes`: [{number, label, size, labels}], largest first, without
    a number in runs that did not keep which comment is in which.
    """

    __tablename__ = "run_theme"

    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    labels: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    terms: Mapped[list[str]] = mapped_column(JSON)
    size: Mapped[int]
    quotes: Mapped[list[int]] = mapped_column(JSON)
    stability: Mapped[float | None]
    subthemes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")


class RunAssignment(Model):
    """The theme that the engine gave an item of the corpus (None: it fits nowhere), and why.

    An item is a comment, or whatever else its source reads: `item_kind` says what the number is a number of.
    `weight` says how strongly it belongs, 0 to 1; `terms` are its own words that speak most for the theme, `second`
    is another theme that it touches, `part` the sub-theme within its own, `campaign` the representative of its copies.

    `home` is where it stands after the drafters' edits (`civic.insights.curation`): the number of a theme, made or
    found, that may have been merged since; `is_placed` says that a person has put or confirmed it there.
    """

    __tablename__ = "run_assignment"
    __table_args__ = (
        Index("ix_run_assignment_home", "run_id", "home", "weight", "item_id"),
        Index("ix_run_assignment_campaign", "run_id", "campaign"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_kind: Mapped[str] = mapped_column(String(40), primary_key=True, default="comment", server_default="comment")
    theme: Mapped[int | None]
    weight: Mapped[float]
    terms: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    second: Mapped[int | None]
    part: Mapped[int | None]
    campaign: Mapped[int | None]
    home: Mapped[int | None]
    is_placed: Mapped[bool] = mapped_column(default=False, server_default=false())


class RunDuplicate(Model):
    """A campaign: items that are (near) copies of one another.

    `people`: different senders, None in runs from before they were counted; `differences`: parts in which the copies
    differ, personal numbers masked.
    """

    __tablename__ = "run_duplicate"

    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"), primary_key=True)
    representative: Mapped[int] = mapped_column(primary_key=True)
    members: Mapped[list[int]] = mapped_column(JSON)
    size: Mapped[int]
    people: Mapped[int | None]
    first: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last: Mapped[datetime | None] = mapped_column(UTCDateTime)
    differences: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
