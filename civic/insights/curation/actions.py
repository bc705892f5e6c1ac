"""Every edit of a run's themes goes through `edit`."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import locked, transaction
from civic.core.permissions import require
from civic.core.text import check_length, clean, clean_line, required
from civic.errors import Conflict, Invalid, NotFound
from civic.extensions import db
from civic.insights.curation.models import CurationEdit, EditKind, ResponseStatus
from civic.insights.curation.queries import curated_run, length_of_log, origin_of
from civic.insights.curation.replay import Curated
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun
from civic.opendata.queries import dataset_by_slug
from civic.web.parsing import whole_number


class EditedMeanwhile(Conflict):
    """Somebody else has edited the same run since the page was opened."""

    default = _l("Somebody else has changed these themes since you opened the page. Look at them again, then retry.")


def edit(
    actor: Account, run: AnalysisRun, kind: EditKind, data: dict[str, Any], seq: int | None = None
) -> CurationEdit:
    """Add one edit to the log of a run.

    Args:
        data: as it came from a form; what the kind needs is checked and kept.
        seq: the log's length as the drafter saw it; None to add whatever came in between.

    Raises:
        Invalid, NotFound, NotPermitted: at the value that is wrong.
        EditedMeanwhile: the log has grown since.
    """
    with transaction():
        require(actor, InsightPermission.CURATE, run)
        locked(run)  # the log grows by one edit at a time
        length = length_of_log(run.id)
        if seq is not None and seq != length:
            raise EditedMeanwhile
        kept = _checked(run, curated_run(run), kind, data)
        made = CurationEdit(run_id=run.id, seq=length + 1, kind=kind, data=kept, actor_id=actor.id)
        db.session.add(made)
        record(actor, f"theme.{kind}", run, **{k: v for k, v in kept.items() if isinstance(v, int)})
        return made


def _checked(run: AnalysisRun, curated: Curated, kind: EditKind, data: dict[str, Any]) -> dict[str, Any]:
    """What this kind of edit keeps of the data."""
    if kind is EditKind.UNDO:
        if curated.last is None:
            raise Invalid("undo", _("There is nothing to undo."))
        return {}
    if kind in (EditKind.LINK, EditKind.UNLINK):
        return {"dataset": dataset_by_slug(str(data.get("dataset", ""))).slug}
    if kind is EditKind.MOVE:
        return _move(run, curated, data)
    number = _number(data.get("theme"))
    if curated.theme(number) is None:
        raise NotFound
    match kind:
        case EditKind.RENAME:
            label = clean_line(str(data.get("label", "")))
            if not label:
                raise Invalid("label", _("Give the theme a name."))
            check_length("label", label, 120)
            return {"theme": number, "label": label}
        case EditKind.MERGE:
            into = _number(data.get("into"))
            if curated.theme(into) is None or into == number:
                raise Invalid("into", _("Choose another theme to merge with."))
            return {"theme": number, "into": into}
        case EditKind.NOTE:
            note = clean(str(data.get("note", "")))
            check_length("note", note, 2_000)
            return {"theme": number, "note": note}
        case EditKind.RESPOND:
            if data.get("status") not in list(ResponseStatus):
                raise Invalid("status", _("Choose what the city does with this theme."))
            return {
                "theme": number,
                "status": str(data["status"]),
                "answer": required("answer", str(data.get("answer", "")), 5_000),
            }
        case _:
            return {"theme": number}


def _move(run: AnalysisRun, curated: Curated, data: dict[str, Any]) -> dict[str, Any]:
    comment = _number(data.get("comment"))
    if not origin_of(run.id, {comment}):
        raise NotFound
    target = data.get("theme")
    number = None if target in (None, "", "none") else _number(target)
    if number is not None and curated.theme(number) is None:
        raise Invalid("theme", _("Choose a theme to move the comment to."))
    return {"comment": comment, "theme": number}


def _number(value: object) -> int:
    try:
        return whole_number(str(value))
    except ValueError:
        raise NotFound from None
