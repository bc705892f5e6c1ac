"""What each kind of edit needs, and keeps, of what came from a form."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from civic.core.accounts.models import Account
from civic.core.permissions import can
from civic.core.text import check_length, clean, clean_line, required
from civic.errors import Invalid, NotFound
from civic.extensions import db
from civic.insights.curation.log import PLACING
from civic.insights.curation.members import Choice, are_in, chosen, in_part, with_copies
from civic.insights.curation.models import EditKind, ResponseStatus
from civic.insights.curation.queries import origin_of
from civic.insights.curation.replay import Curated, CuratedTheme
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun
from civic.opendata.queries import dataset_by_slug
from civic.web.parsing import whole_number

NO_THEME = "none"


def checked(
    run: AnalysisRun, curated: Curated, kind: EditKind, data: dict[str, Any], *, can_redo: bool
) -> dict[str, Any]:
    """What this kind of edit keeps of the data. Raises Invalid, NotFound."""
    if kind is EditKind.UNDO:
        if curated.last is None:
            raise Invalid("undo", _("There is nothing to undo."))
        return {}
    if kind is EditKind.REDO:
        if not can_redo:
            raise Invalid("redo", _("There is nothing to do again."))
        return {}
    if kind in (EditKind.LINK, EditKind.UNLINK):
        return _linked(curated, data)
    if kind in PLACING:
        return _placing(run, curated, kind, data)
    number = _number(data.get("theme"))
    if curated.theme(number) is None:
        raise NotFound
    return {"theme": number} | _of_theme(run, curated, kind, data, number)


def _linked(curated: Curated, data: dict[str, Any]) -> dict[str, Any]:
    """The dataset, and the theme that it stands beside; beside the summary where none is named."""
    kept: dict[str, Any] = {"dataset": str(data.get("dataset", ""))}
    linked = curated.datasets
    if data.get("theme") not in (None, ""):
        theme = curated.theme(_number(data["theme"]))
        if theme is None:
            raise NotFound
        kept["theme"], linked = theme.number, theme.datasets
    if kept["dataset"] not in linked:  # what is linked can be unlinked, also when the dataset is gone
        dataset_by_slug(kept["dataset"])
    return kept


def _of_theme(run: AnalysisRun, curated: Curated, kind: EditKind, data: dict[str, Any], number: int) -> dict[str, Any]:
    match kind:
        case EditKind.RENAME:
            return {"label": _label(data)}
        case EditKind.MERGE:
            into = _number(data.get("into"))
            if curated.theme(into) is None or into == number:
                raise Invalid("into", _("Choose another theme to merge with."))
            return {"into": into}
        case EditKind.NOTE:
            note = clean(str(data.get("note", "")))
            check_length("note", note, 2_000)
            return {"note": note}
        case EditKind.RESPOND:
            if data.get("status") not in list(ResponseStatus):
                raise Invalid("status", _("Choose what the city does with this theme."))
            return {"status": str(data["status"]), "answer": required("answer", str(data.get("answer", "")), 5_000)}
        case EditKind.ASSIGN:
            return {"account": _colleague(run, data.get("account"))}
        case EditKind.REMARK:
            return {"text": required("remark", str(data.get("remark", "")), 2_000)}
        case _:
            return {}


def _placing(run: AnalysisRun, curated: Curated, kind: EditKind, data: dict[str, Any]) -> dict[str, Any]:
    """What moves, confirms, sets aside or splits off comments keeps: which ones, and where they go."""
    kept: dict[str, Any] = {"comments": _comments(run, curated, data)}
    if kind in (EditKind.MOVE, EditKind.CONFIRM):
        target = data.get("theme")
        theme = None if target in (None, "", NO_THEME) else curated.theme(_number(target))
        if theme is None and target not in (None, "", NO_THEME):
            raise Invalid("theme", _("Choose a theme to move the comment to."))
        if kind is EditKind.CONFIRM and not are_in(run, theme, kept["comments"]):
            raise Invalid("comments", _("Some of these comments stand elsewhere by now. Look at them again."))
        return kept | {"theme": theme.number if theme else None}
    if kind is EditKind.SPLIT:
        origin = None if data.get("theme") == NO_THEME else _origin(curated, data).number
        return {"theme": origin, "label": _label(data)} | _labels_of_part(curated, data) | kept
    if kind is EditKind.EXCLUDE:
        return kept | {"reason": required("reason", clean_line(str(data.get("reason", ""))), 200)}
    return kept


def _comments(run: AnalysisRun, curated: Curated, data: dict[str, Any]) -> list[int]:
    """The comments that were ticked, all that a search has found, or those of a sub-theme."""
    if data.get("part"):
        source, _dot, number = str(data["part"]).partition(".")
        found = in_part(run, _origin(curated, data), _number(source), _number(number))
    elif isinstance(data.get("choice"), Choice):
        found = chosen(run, curated.theme(_number(data["from"])) if data.get("from") else None, data["choice"])
    else:
        ticked = data["comments"] if "comments" in data else [data.get("comment")]
        found = sorted({_number(comment) for comment in ticked})
        if len(origin_of(run.id, found)) < len(found):
            raise NotFound
        if data.get("copies"):
            found = with_copies(run, found)
    if not found:
        raise Invalid("comments", _("Tick at least one comment."))
    return found


def _labels_of_part(curated: Curated, data: dict[str, Any]) -> dict[str, Any]:
    """What the sub-theme that becomes a theme could be called, where the engine has said it."""
    parts = _origin(curated, data).parts if data.get("part") else []
    part = next((part for part in parts if data["part"] == f"{part.source}.{part.number}"), None)
    return {"labels": list(part.labels)} if part is not None and part.labels else {}


def _origin(curated: Curated, data: dict[str, Any]) -> CuratedTheme:
    """The theme that something is split off from."""
    theme = curated.theme(_number(data.get("theme")))
    if theme is None:
        raise NotFound
    return theme


def _label(data: dict[str, Any]) -> str:
    label = clean_line(str(data.get("label", "")))
    if not label:
        raise Invalid("label", _("Give the theme a name."))
    check_length("label", label, 120)
    return label


def _colleague(run: AnalysisRun, account: object) -> int | None:
    """Who answers a theme: somebody who may curate the run, or nobody."""
    if account in (None, ""):
        return None
    found = db.session.get(Account, _number(account))
    if found is None or not can(found, InsightPermission.CURATE, run):
        raise Invalid("account", _("Choose a drafter of the same agency."))
    return found.id


def _number(value: object) -> int:
    try:
        return whole_number(str(value))
    except ValueError:
        raise NotFound from None
