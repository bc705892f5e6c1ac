"""Words for figures: statuses, and how steady themes are."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.insights.curation.models import ResponseStatus

STATUS_LABELS: dict[str, LazyString] = {
    ResponseStatus.ACCEPTED: _l("Accepted"),
    ResponseStatus.PARTLY: _l("Partly accepted"),
    ResponseStatus.NOT_ACCEPTED: _l("Not accepted"),
    ResponseStatus.UNDER_STUDY: _l("Under study"),
}
STATUS_TONES = {
    ResponseStatus.ACCEPTED: "good",
    ResponseStatus.PARTLY: "accent",
    ResponseStatus.NOT_ACCEPTED: "bad",
    ResponseStatus.UNDER_STUDY: "",
}


def stability_in_words(value: float | None) -> str:
    """What the stability figure means for a reader."""
    if value is None:
        return _("There are too few comments to say how steady the themes are.")
    if value >= 0.75:
        return _("The themes are steady: parts of the comments alone give nearly the same ones.")
    if value >= 0.45:
        return _("The themes are fairly steady: some comments could stand in a neighbouring theme.")
    return _("The themes are not very steady: take their borders and sizes as approximate.")
