"""What a drafter looks at before an edition is public, and what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from civic.analysis import mask
from civic.core.db.types import utcnow
from civic.insights.curation.replay import Curated, CuratedTheme
from civic.insights.learning.queries import audit_of
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import corrected_items
from civic.insights.summaries.content import Audit
from civic.insights.summaries.labels import audit_in_words


@dataclass(frozen=True)
class Check:
    """One line of the list.

    Attributes:
        text: what is so, in the drafter's language.
        is_done: whether nothing is open; who publishes all the same says why.
        link: where it is mended; empty where it is not.
    """

    text: str
    is_done: bool
    link: str = ""


def checks(run: AnalysisRun, curated: Curated, answer_by: date | None = None) -> list[Check]:
    """What stands before publishing, in order; a few queries, whatever the size of the run."""
    return [_answers(run, curated, answer_by), _audit(run, curated), _names(run, curated), _closed(run), _newer(run)]


def _answers(run: AnalysisRun, curated: Curated, answer_by: date | None) -> Check:
    waiting = [theme for theme in curated.shown if theme.status is None]
    if not waiting:
        return Check(_("Every theme has an answer"), True)
    text = ngettext("%(num)s theme has no answer yet", "%(num)s themes have no answer yet", len(waiting))
    if answer_by is None:
        text += _("; say below until when the city answers")
    return Check(text, answer_by is not None, _theme(run, waiting[0]))


def _audit(run: AnalysisRun, curated: Curated) -> Check:
    audit, link = audit_of(run, curated), url_for("learning.audit", run_id=run.id)
    if audit is None or not audit.checked:
        return Check(_("Nobody has checked a sample of the comments"), False, link)
    found = Audit(audit.checked, audit.right, audit.low, audit.high)
    return Check(audit_in_words(found), True, link)


def _names(run: AnalysisRun, curated: Curated) -> Check:
    """What people can be found by must not stand in what drafters have written."""
    for theme in curated.shown:
        if any(mask(text) != text for text in (theme.label, theme.note, theme.answer)):
            text = _("“%(theme)s” holds what may be somebody's personal data", theme=theme.label)
            return Check(text, False, _theme(run, theme))
    return Check(_("No personal data was found in names, explanations and answers"), True)


def _closed(run: AnalysisRun) -> Check:
    if run.activity is not None and run.activity.is_open(utcnow()):
        return Check(_("The consultation is still open: people may yet comment"), False)
    return Check(_("The consultation has closed"), True)


def _newer(run: AnalysisRun) -> Check:
    """What was said or corrected since the comments were read is not in the themes."""
    link = url_for("workbench.corpus", source=run.source_kind, ref=run.source_ref)
    more, corrected = max(run.corpus.size - run.comment_count, 0), len(corrected_items(run))
    if more or corrected:
        return Check(
            _(
                "Since the analysis %(more)s comments have come in and %(corrected)s were corrected; analyse again "
                "to read them",
                more=more,
                corrected=corrected,
            ),
            False,
            link,
        )
    return Check(_("All comments have been read as they are now"), True)


def _theme(run: AnalysisRun, theme: CuratedTheme) -> str:
    return url_for("workbench.theme", run_id=run.id, number=theme.number)
