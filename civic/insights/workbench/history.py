"""What drafters have done, in words: on the buttons that take it back, and in the list of all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.core.db.pagination import Page, keyset
from civic.insights.curation.log import Edit, effective
from civic.insights.curation.models import CurationEdit, EditKind
from civic.insights.curation.queries import edits_of
from civic.insights.curation.replay import Curated
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.labels import STATUS_LABELS

PER_PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One line of the history: what, who, when, and whether it was taken back since."""

    seq: int
    words: str
    person: str
    at: datetime
    is_undone: bool


def history_of(run: AnalysisRun, curated: Curated, cursor: str | None) -> Page[Entry]:
    """A run's log, the newest first. Uses the unique index on (run_id, seq)."""
    query = select(CurationEdit.seq, CurationEdit.kind, CurationEdit.data, CurationEdit.at, Account.name).outerjoin(
        Account, Account.id == CurationEdit.actor_id
    )
    query = query.where(CurationEdit.run_id == run.id)
    page = keyset(query, (CurationEdit.seq,), cursor, PER_PAGE, descending=True, scalars=False)
    standing = {edit.seq for edit in effective(edits_of(run.id))}
    undoable = set(EditKind) - {EditKind.UNDO, EditKind.REDO, EditKind.REMARK}
    entries = [
        Entry(
            row.seq,
            in_words(curated, Edit(row.seq, row.kind, row.data)),
            row.name or "",
            row.at,
            row.kind in undoable and row.seq not in standing,
        )
        for row in page.items
    ]
    return Page(entries, page.previous, page.next)


def named(curated: Curated, edit: Edit | None) -> str:
    """What would be taken back or done again; empty for nothing."""
    return in_words(curated, edit) if edit else ""


def in_words(curated: Curated, edit: Edit) -> str:
    """An edit as a drafter would tell it."""
    data, count = edit.data, len(edit.comments)
    theme = _name(curated, data.get("theme"))
    match edit.kind:
        case EditKind.RENAME:
            return _("renamed “%(theme)s”", theme=data["label"])
        case EditKind.MERGE:
            return _("merged “%(theme)s” into “%(into)s”", theme=theme, into=_name(curated, data["into"]))
        case EditKind.SPLIT:
            return _("made “%(theme)s” a theme of its own", theme=data["label"])
        case EditKind.MOVE if data["theme"] is None:
            return ngettext("took %(num)s comment out of its theme", "took %(num)s comments out of their themes", count)
        case EditKind.MOVE:
            return ngettext(
                "moved %(num)s comment to “%(theme)s”", "moved %(num)s comments to “%(theme)s”", count, theme=theme
            )
        case EditKind.CONFIRM:
            return ngettext(
                "confirmed %(num)s comment in “%(theme)s”", "confirmed %(num)s comments in “%(theme)s”", count,
                theme=theme,
            )  # fmt: skip
        case EditKind.EXCLUDE:
            return ngettext(
                "set %(num)s comment aside (%(reason)s)", "set %(num)s comments aside (%(reason)s)", count,
                reason=data["reason"],
            )  # fmt: skip
        case EditKind.RESPOND:
            return _("answered “%(theme)s”: %(status)s", theme=theme, status=STATUS_LABELS[data["status"]])
        case EditKind.LINK if "theme" in data:
            return _("put the dataset %(dataset)s beside “%(theme)s”", dataset=data["dataset"], theme=theme)
        case EditKind.UNLINK if "theme" in data:
            return _("took the dataset %(dataset)s from “%(theme)s”", dataset=data["dataset"], theme=theme)
        case EditKind.LINK:
            return _("linked the dataset %(dataset)s", dataset=data["dataset"])
        case EditKind.UNLINK:
            return _("unlinked the dataset %(dataset)s", dataset=data["dataset"])
        case EditKind.UNDO:
            return _("took the last change back")
        case EditKind.REDO:
            return _("did it again")
        case _:
            return _plainly(edit.kind, theme)


def _plainly(kind: EditKind, theme: str) -> str:
    words = {
        EditKind.HIDE: _("hid “%(theme)s”", theme=theme),
        EditKind.SHOW: _("showed “%(theme)s” again", theme=theme),
        EditKind.MARK: _("marked “%(theme)s” as the view of a minority", theme=theme),
        EditKind.UNMARK: _("took the mark of a minority from “%(theme)s”", theme=theme),
        EditKind.NOTE: _("explained “%(theme)s”", theme=theme),
        EditKind.ASSIGN: _("said who answers “%(theme)s”", theme=theme),
        EditKind.REMARK: _("wrote to colleagues about “%(theme)s”", theme=theme),
    }
    return words[kind]


def _name(curated: Curated, number: int | None) -> str:
    theme = curated.holding(number) if number is not None else None
    return theme.label if theme else _("a theme that is gone")
