"""The drafter's edits over a run: a log, replayed to give what is shown."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.core.db.types import UTCDateTime, enum_column, utcnow
from civic.extensions import Model


class EditKind(StrEnum):
    """What can be done to the themes of a run."""

    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    CONFIRM = "confirm"
    EXCLUDE = "exclude"
    HIDE = "hide"
    SHOW = "show"
    MARK = "mark"
    UNMARK = "unmark"
    NOTE = "note"
    RESPOND = "respond"
    ASSIGN = "assign"
    REMARK = "remark"
    LINK = "link"
    UNLINK = "unlink"
    UNDO = "undo"
    REDO = "redo"


class ResponseStatus(StrEnum):
    """What the agency does with a theme."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    NOT_ACCEPTED = "not_accepted"
    UNDER_STUDY = "under_study"


class CurationEdit(Model):
    """One edit. `seq` counts from 1 within the run, so that two drafters cannot overwrite each other unseen."""

    __tablename__ = "curation_edit"
    __table_args__ = (UniqueConstraint("run_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id", ondelete="CASCADE"))
    seq: Mapped[int]
    kind: Mapped[EditKind] = mapped_column(enum_column(EditKind))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
