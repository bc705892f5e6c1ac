"""Pages of the workbench: what to read next, moves to allow, and the audit."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from civic.core.forms import Form
from civic.core.permissions import require
from civic.insights.curation.checks import NO_THEME
from civic.insights.curation.queries import curated_run
from civic.insights.curation.replay import Curated
from civic.insights.learning import actions, queries
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import finished_run
from civic.participation.comments.labels import author_label
from civic.web.parsing import whole_number

blueprint = Blueprint("learning", __name__, template_folder="templates", url_prefix="/workbench/runs/<int:run_id>")

OTHER = "other"


@blueprint.route("/next", methods=["GET", "POST"])
def read_next(run_id: int) -> Any:
    """A list of comments whose place would teach the most; one button for all of it."""
    return _placing(run_id, ".read_next", "learning/next.html", queries.asked_next)


@blueprint.route("/moves", methods=["GET", "POST"])
def moves(run_id: int) -> Any:
    """Moves that the program is sure of; those that are ticked are made."""
    return _placing(run_id, ".moves", "learning/moves.html", queries.suggested_moves)


@blueprint.post("/learn")
def learn(run_id: int) -> Any:
    """Learn from what has been placed so far."""
    actions.ask_to_learn(current_user, finished_run(run_id))
    flash(_("The program is learning from what has been placed. Load this page again in a moment."))
    return redirect(url_for(".read_next", run_id=run_id), code=303)


@blueprint.route("/audit", methods=["GET", "POST"])
def audit(run_id: int) -> Any:
    """A random sample: drawn, read, and what it says about the whole."""
    run, form = _run(run_id), Form()
    curated = curated_run(run)
    if form.validate_on_submit():
        with form.refusals():
            count = actions.judge(current_user, run, _chosen())
            flash(ngettext("%(num)s comment judged.", "%(num)s comments judged.", count))
            return redirect(url_for(".audit", run_id=run_id), code=303)
    return form.page(
        "learning/audit.html",
        **_about(run, curated),
        audit=queries.audit_of(run, curated),
        size=queries.sample_size(run),
        most=actions.SAMPLE,
        sampled=queries.to_judge(run, curated, current_user.id),
    )


@blueprint.post("/audit/draw")
def draw(run_id: int) -> Any:
    """Draw the sample, once."""
    run, form = _run(run_id), Form()
    with form.refusals():
        actions.draw_audit(current_user, run)
        return redirect(url_for(".audit", run_id=run_id), code=303)
    curated = curated_run(run)
    page = render_template(
        "learning/audit.html", form=form, **_about(run, curated), audit=None, size=0, most=actions.SAMPLE, sampled=[]
    )
    return page, form.refused_with


def _placing(run_id: int, endpoint: str, template: str, suggested: Any) -> Any:
    run, form = _run(run_id), Form()
    if form.validate_on_submit():
        with form.refusals():
            count = actions.place(current_user, run, _chosen())
            flash(
                ngettext(
                    "%(num)s comment placed. The program is learning from it.",
                    "%(num)s comments placed. The program is learning from them.",
                    count,
                )
            )
            return redirect(url_for(endpoint, run_id=run_id), code=303)
    curated = curated_run(run)
    learning = queries.learning_of(run)
    return form.page(
        template,
        **_about(run, curated),
        learning=learning,
        is_learning=queries.is_learning(learning),
        suggestions=suggested(run, curated),
        move_count=queries.count_of_moves(run, curated),
    )


def _run(run_id: int) -> AnalysisRun:
    """A finished run, for those who may curate it."""
    run = finished_run(run_id)
    require(current_user, InsightPermission.CURATE, run)
    return run


def _about(run: AnalysisRun, curated: Curated) -> dict[str, Any]:
    def name_of(number: int) -> str:
        return str(run.source.item_label) % {"id": number}

    typed = request.form if request.method == "POST" else {}
    return {
        "run": run,
        "corpus": run.corpus,
        "curated": curated,
        "name_of": name_of,
        "author_label": author_label,
        "typed": typed,
    }


def _chosen() -> dict[int, int | None]:
    """The theme that was chosen for each item of a list; those without a choice are left out."""
    found: dict[int, int | None] = {}
    for name, value in request.form.items():
        kind, _dash, item = name.partition("-")
        if kind != "place" or not item.isdecimal():
            continue
        theme = request.form.get(f"other-{item}", "") if value == OTHER else value
        if theme == NO_THEME:
            found[whole_number(item)] = None
        elif theme.isdecimal():
            found[whole_number(item)] = whole_number(theme)
    return found
