"""The engine's codes in words that a drafter understands."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.analysis.cautions import CautionCode, firmness
from civic.insights.curation.replay import Curated, CuratedTheme
from civic.insights.runs.models import AnalysisRun
from civic.web.filters import percent

FIRMNESS_LABELS: dict[str, LazyString] = {
    "firm": _l("Steady theme"),
    "fair": _l("Fairly steady theme"),
    "weak": _l("Unsteady theme"),
    "unknown": _l("Steadiness not known"),
}
FIRMNESS_MEANINGS: dict[str, LazyString] = {
    "firm": _l("The same theme comes out when some of the comments are left out. You can rely on it."),
    "fair": _l("Its core stays when some of the comments are left out; at its borders comments change sides."),
    "weak": _l("It changes when some of the comments are left out. Read its comments before you rely on it."),
    "unknown": _l("There are too few comments to test it. Read them all."),
}
_CAUTIONS: dict[str, Callable[[str], str]] = {
    CautionCode.SMALL_CORPUS: lambda detail: ngettext(
        "There is only %(num)s different comment. Read it; one text alone makes no theme.",
        "There are only %(num)s different comments. Read them all, and take the themes as a first sorting.",
        int(detail),
    ),
    CautionCode.NO_THEMES: lambda _detail: _(
        "The comments have too little in common to form themes. Read them under “Comments in no theme”."
    ),
    CautionCode.LOW_COVERAGE: lambda detail: _(
        "Only %(share)s of the comments fit a theme. Read the others too, under “Comments in no theme”.",
        share=_percent(detail),
    ),
    CautionCode.CAMPAIGNS: lambda detail: _(
        "%(share)s of the comments are copies of others. Count people, not only comments: see “Copies and campaigns”.",
        share=_percent(detail),
    ),
    CautionCode.ENCODER_NOT_USED: lambda _detail: _(
        "The comments were compared by their words alone: the language model that the portal has been given "
        "does not suit the languages they are written in."
    ),
}


def firmness_of(theme: CuratedTheme) -> str:
    """How far a theme holds, as a key of FIRMNESS_LABELS and FIRMNESS_MEANINGS."""
    return firmness(theme.stability)


def cautions_in_words(run: AnalysisRun, curated: Curated) -> list[str]:
    """What to know before relying on a run. Unsteady themes are named together, as the drafter calls them."""
    texts = [_CAUTIONS[code](item["detail"]) for item in run.cautions if (code := item["code"]) in _CAUTIONS]
    weak = [theme.label for theme in curated.shown if firmness_of(theme) == "weak"]
    if weak:
        texts.append(
            ngettext(
                "%(num)s theme is unsteady: %(themes)s. Read its comments before you rely on it.",
                "%(num)s themes are unsteady: %(themes)s. Read their comments before you rely on them.",
                len(weak),
                themes=", ".join(f"“{label}”" for label in weak),
            )
        )
    return texts


def item_name(run: AnalysisRun, number: int) -> str:
    """What one of the texts that a run has read is called."""
    return str(run.source.item_label) % {"id": number}


def _percent(detail: str) -> str:
    return percent(int(detail) / 100)
