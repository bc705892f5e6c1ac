"""Reading code frames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from civic.core.permissions import scope
from civic.errors import NotFound
from civic.extensions import db
from civic.insights.corpora.queries import source_of
from civic.insights.frames.models import CodeFrame
from civic.insights.permissions import InsightPermission

if TYPE_CHECKING:
    from civic.analysis.learning import Frame

MOST = 100


def frames_of(actor: Any) -> Sequence[CodeFrame]:
    """The code frames that somebody may use, the newest first. Uses ix_code_frame_agency_id."""
    covers = scope(actor, InsightPermission.ANALYSE).covers(CodeFrame.agency_id)
    query = select(CodeFrame).options(joinedload(CodeFrame.agency)).where(covers)
    return db.session.scalars(query.order_by(CodeFrame.id.desc()).limit(MOST)).all()


def frames_in(agency_id: int) -> Sequence[CodeFrame]:
    """Those of an agency that have a theme, by name. Uses ix_code_frame_agency_id."""
    query = select(CodeFrame).where(CodeFrame.agency_id == agency_id).order_by(CodeFrame.name, CodeFrame.id).limit(MOST)
    return [frame for frame in db.session.scalars(query) if frame.themes]


def frame_by_id(frame_id: int) -> CodeFrame:
    """A code frame; raises NotFound."""
    frame = db.session.get(CodeFrame, frame_id)
    if frame is None:
        raise NotFound
    return frame


def as_engine_frame(frame: CodeFrame, shown: Callable[[str], str] = str) -> Frame:
    """The frame with its examples as they are said today; those that are gone are left out. One query for all.

    Args:
        shown: what of an example's text is told.
    """
    from civic.analysis.learning import Frame, FrameTheme  # late: pages about frames need no engine

    items = [item for theme in frame.themes for item in theme["items"]]
    said = source_of(frame.source_kind).shown(items) if items else {}
    return Frame(
        tuple(
            FrameTheme(
                theme["name"], theme["description"], tuple(shown(said[i].text) for i in theme["items"] if i in said)
            )
            for theme in frame.themes
        )
    )
