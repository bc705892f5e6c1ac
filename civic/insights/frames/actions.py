"""Keeping themes as a code frame, changing and removing one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import locked, transaction
from civic.core.permissions import require
from civic.core.text import check_length, clean, clean_line, required
from civic.errors import Conflict, Invalid
from civic.extensions import db
from civic.insights.frames.models import CodeFrame
from civic.insights.permissions import InsightPermission

MAX_THEMES = 60
LONGEST_NAME, LONGEST_DESCRIPTION = 120, 500


@dataclass(frozen=True)
class FrameText:
    """A theme of a frame as it was written; `items` are the numbers of its examples."""

    name: str
    description: str = ""
    items: tuple[int, ...] = ()


def keep_frame(
    actor: Account, agency: Agency, name: str, themes: Sequence[FrameText] = (), source_kind: str = ""
) -> CodeFrame:
    """Keep themes for the next consultation.

    Args:
        source_kind: of the corpus that the examples are from.

    Raises:
        Invalid: at `name`, or at `name_0` or `about_0` of the first theme, and so on.
        NotPermitted.
    """
    with transaction():
        require(actor, InsightPermission.CURATE, agency)
        frame = CodeFrame(agency_id=agency.id, created_by=actor.id, source_kind=source_kind)
        frame.name, frame.themes = required("name", clean_line(name), LONGEST_NAME), _checked(themes)
        db.session.add(frame)
        db.session.flush()
        record(actor, "frame.kept", frame, themes=len(frame.themes))
        return frame


def revise_frame(actor: Account, frame: CodeFrame, name: str, themes: Sequence[FrameText], seen: str) -> None:
    """Change a frame's name, and its themes' names and descriptions; a theme without a name goes, examples stay.

    Args:
        seen: `version_of` the frame when the page was opened.

    Raises:
        Invalid: as `keep_frame`.
        Conflict: somebody has changed the frame since.
    """
    with transaction():
        require(actor, InsightPermission.CURATE, frame)
        locked(frame)
        if seen != version_of(frame):
            raise Conflict(_("Somebody else has changed this code frame since you opened the page."))
        frame.name, frame.themes = required("name", clean_line(name), LONGEST_NAME), _checked(themes)
        record(actor, "frame.revised", frame, themes=len(frame.themes))


def remove_frame(actor: Account, frame: CodeFrame) -> None:
    """Remove a frame; analyses that began from it stay as they are."""
    with transaction():
        require(actor, InsightPermission.CURATE, frame)
        record(actor, "frame.removed", frame, name=frame.name)
        db.session.delete(frame)


def version_of(frame: CodeFrame) -> str:
    """Changes when the frame does."""
    return frame.changed_at.isoformat()


def _checked(themes: Sequence[FrameText]) -> list[dict[str, Any]]:
    """The themes that have a name, as they are kept."""
    kept: list[dict[str, Any]] = []
    names: set[str] = set()
    for position, theme in enumerate(themes):
        name, description = clean_line(theme.name), clean(theme.description)
        if not name:
            if description:
                raise Invalid(f"name_{position}", _("Give this theme a name."))
            continue
        check_length(f"name_{position}", name, LONGEST_NAME)
        check_length(f"about_{position}", description, LONGEST_DESCRIPTION)
        if name.casefold() in names:
            raise Invalid(f"name_{position}", _("Two themes have the name “%(name)s”.", name=name))
        names.add(name.casefold())
        kept.append({"name": name, "description": description, "items": list(theme.items)})
    if len(kept) > MAX_THEMES:
        raise Invalid("name", _("A code frame has at most %(max)s themes.", max=MAX_THEMES))
    return kept
