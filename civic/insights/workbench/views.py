"""The way into the workbench: what there is to read, and its analyses."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from civic.core.jobs import progress
from civic.core.permissions import require
from civic.errors import Conflict, Invalid
from civic.extensions import db
from civic.insights.corpora.queries import corpus_of
from civic.insights.corpora.sources import ACTIVITY, PROCESS, narrowed, of_activity, parts_in
from civic.insights.frames.queries import frames_in
from civic.insights.permissions import InsightPermission
from civic.insights.runs.actions import start_analysis
from civic.insights.runs.queries import runs_of, runs_of_parts
from civic.insights.workbench.blueprint import blueprint, number_in
from civic.insights.workbench.queries import shelves
from civic.participation.consultations.queries import consultation_by_slug
from civic.participation.processes.models import Activity

GRAINS = {
    "auto": (_l("As the comments suggest"), _l("Usually the best to begin with.")),
    "coarser": (_l("Coarser"), _l("About half as many, each divided into more parts.")),
    "finer": (_l("Finer"), _l("About twice as many.")),
}


@blueprint.get("")
def index() -> str:
    """What my agencies' people have said, and what it needs."""
    require(current_user, InsightPermission.ANALYSE)
    return render_template("workbench/index.html", shelves=shelves(current_user))


@blueprint.get("/consultations/<slug>")
def consultation(slug: str) -> Any:
    """Where drafters have bookmarked a consultation."""
    found = of_activity(consultation_by_slug(slug))
    require(current_user, InsightPermission.ANALYSE, found)
    return redirect(url_for(".corpus", source=found.kind, ref=found.ref))


@blueprint.get("/corpora/<source>/<ref>")
def corpus(source: str, ref: str) -> str:
    """The runs over one corpus; one under way leads to how far it is."""
    found = corpus_of(source, ref)
    require(current_user, InsightPermission.ANALYSE, found)
    runs = runs_of(found)
    return render_template(
        "workbench/corpus.html",
        corpus=found,
        runs=runs,
        partial_runs=[(run, parts_in(found, run.source_ref)) for run in runs_of_parts(found)],
        state=progress(runs[0].job_id) if runs and not runs[0].finished_at else None,
        has_choice=found.kind == PROCESS and len(found.parts) > 1,
        activity=db.session.get(Activity, int(found.ref)) if found.kind == ACTIVITY else None,
        theme_count=len(runs[0].themes) if runs else 0,
        is_consultation=found.endpoint == "consultations.show",
        grains=GRAINS,
        frames=frames_in(found.agency_id),
    )


@blueprint.post("/corpora/<source>/<ref>/analyse")
def analyse(source: str, ref: str) -> Any:
    """Ask for a run, of a process over all or some of its activities."""
    found = corpus_of(source, ref)
    require(current_user, InsightPermission.ANALYSE, found)
    wanted = request.form.get("n_themes", "").strip() or request.form.get("grain", "auto")
    number = number_in(wanted)
    try:
        if found.kind == PROCESS and "choice" in request.form:
            found = narrowed(found, request.form.getlist("parts"))
        frame_id = number_in(request.form.get("frame", ""))
        run = start_analysis(current_user, found, wanted if number is None else number, frame_id)
    except (Invalid, Conflict) as error:
        db.session.rollback()
        flash(error.message, "error")
        return redirect(url_for(".corpus", source=found.kind, ref=found.ref), code=303)
    return redirect(url_for(".progress", run_id=run.id), code=303)
