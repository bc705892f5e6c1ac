"""An analysis while it is made: what is being done, how far it is, how long it may still take; then the desk."""

from __future__ import annotations

from math import ceil
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from civic.core.db.types import utcnow
from civic.core.jobs import JobState, Progress, ahead_of
from civic.core.jobs import progress as state_of
from civic.core.permissions import require
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import run_by_id
from civic.insights.runs.timing import seconds_left
from civic.insights.workbench.blueprint import blueprint

DOING = {
    "reading": _l("Reading the comments"),
    "folding": _l("Looking for copies"),
    "themes": _l("Finding themes"),
    "metrics": _l("Checking how steady they are"),
    "labels": _l("Naming the themes"),
    "done": _l("Storing the result"),
}
COARSE_FROM_MIN, COARSE_MIN = 10, 5


@blueprint.get("/runs/<int:run_id>/progress")
def progress(run_id: int) -> Any:
    """How far an analysis is; when it has finished, its themes."""
    found = run_by_id(run_id)
    corpus = found.corpus
    require(current_user, InsightPermission.ANALYSE, corpus)
    if found.finished_at is not None:
        return _on_to(url_for(".run", run_id=run_id))
    state = state_of(found.job_id)
    runs_on = state if state is not None and not state.is_over else None
    return render_template(
        "workbench/progress.html",
        run=found,
        corpus=corpus,
        state=state,
        is_over=runs_on is None,
        doing=_doing(runs_on) if runs_on else "",
        time_left=_time_left(found, runs_on, corpus.size) if runs_on else "",
        error=why(state),
    )


def why(state: Progress | None) -> str:
    """Why an analysis has ended without themes, in words."""
    if state is None or not state.error:
        return _("It was broken off, or somebody carries it out on the command line.")
    if state.error.isidentifier():
        return _("The program met an error that the portal's log describes (%(error)s).", error=state.error)
    return state.error


def _doing(state: Progress) -> str:
    if state.state is JobState.QUEUED and state.error:
        return _("It was interrupted, and is tried again by itself")
    return str(DOING.get(state.doing, _("Waiting for its turn")))


def _time_left(run: AnalysisRun, state: Progress, size: int) -> str:
    """How long it may still take, no finer than can be known."""
    if state.state is JobState.QUEUED:
        ahead = ahead_of(run.job_id)
        if not ahead:
            return _("It begins in a moment.")
        return ngettext("%(num)s other analysis comes first.", "%(num)s other analyses come first.", ahead)
    seconds = seconds_left(state, size, utcnow())
    if seconds is None:
        return _("How long it still takes cannot be told.")
    if seconds < 60:
        return _("Less than a minute left.")
    minutes = ceil(seconds / 60)
    if minutes > COARSE_FROM_MIN:
        minutes = ceil(minutes / COARSE_MIN) * COARSE_MIN
    return ngettext("About %(num)s minute left.", "About %(num)s minutes left.", minutes)


def _on_to(address: str) -> Any:
    """To another page; a script that fetches only a part of this one is told to go there as a whole."""
    if request.headers.get("HX-Request"):
        return Response(headers={"HX-Redirect": address})
    return redirect(address, code=303)
