"""The drafter's workbench: analyse, curate, answer, preview, publish."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from civic.core.db.types import utcnow
from civic.core.jobs import progress
from civic.core.permissions import require
from civic.errors import Conflict, Invalid, NotFound
from civic.extensions import db
from civic.insights.curation import actions, queries
from civic.insights.curation.models import EditKind
from civic.insights.permissions import InsightPermission
from civic.insights.runs.actions import start_analysis
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import campaign_totals, campaigns_of, finished_run, runs_of
from civic.insights.summaries.actions import compose, publish_summary
from civic.insights.summaries.labels import STATUS_LABELS, STATUS_TONES, stability_in_words
from civic.insights.summaries.models import Summary
from civic.insights.summaries.queries import newest_number
from civic.insights.summaries.views import draw
from civic.insights.workbench import labels
from civic.insights.workbench.queries import workbench_activities
from civic.opendata.queries import all_datasets
from civic.participation.comments.opinions import sum_of_opinions
from civic.participation.consultations.queries import consultation_by_slug
from civic.web.kept import keeps_text
from civic.web.parsing import whole_number

blueprint = Blueprint("workbench", __name__, template_folder="templates", url_prefix="/workbench")

# Edits that somebody writes: when one is refused, the page shows again what was written.
WRITTEN = (EditKind.RENAME, EditKind.NOTE, EditKind.RESPOND, EditKind.MERGE)
DOING = {
    "reading": _l("Reading the comments"),
    "folding": _l("Looking for copies"),
    "themes": _l("Finding themes"),
    "labels": _l("Naming the themes"),
    "metrics": _l("Checking how steady they are"),
    "done": _l("Storing the result"),
}


@blueprint.get("")
def index() -> str:
    """The consultations of my agencies and what they need."""
    require(current_user, InsightPermission.ANALYSE)
    return render_template("workbench/index.html", items=workbench_activities(current_user), now=utcnow())


@blueprint.get("/consultations/<slug>")
def consultation(slug: str) -> str:
    """The runs over one consultation; a run under way shows how far it is."""
    activity = consultation_by_slug(slug)
    require(current_user, InsightPermission.ANALYSE, activity)
    runs = runs_of(activity.id)
    state = progress(runs[0].job_id) if runs and not runs[0].finished_at else None
    return render_template(
        "workbench/consultation.html",
        activity=activity,
        runs=runs,
        state=state,
        doing=DOING,
        newest=newest_number(activity.id),
        theme_count=len(runs[0].themes) if runs else 0,
    )


@blueprint.post("/consultations/<slug>/analyse")
def analyse(slug: str) -> Any:
    """Ask for a run."""
    activity = consultation_by_slug(slug)
    wanted = request.form.get("n_themes", "").strip()
    number = _number(wanted)
    try:
        start_analysis(current_user, activity, wanted or "auto" if number is None else number)
    except (Invalid, Conflict) as error:
        db.session.rollback()
        flash(error.message, "error")
    return redirect(url_for(".consultation", slug=slug), code=303)


@blueprint.get("/runs/<int:run_id>")
def run(run_id: int) -> str:
    """The themes of a run, with what remains to be done before publishing."""
    found = _run(run_id)
    curated, campaigns = queries.curated_run(found), campaigns_of(found.id)
    shown = [quote for theme in curated.themes for quote in theme.quotes[:1]]
    shown += [campaign.representative for campaign in campaigns if campaign.representative is not None]
    return render_template(
        "workbench/run.html",
        run=found,
        activity=found.activity,
        curated=curated,
        texts=queries.texts_of(shown),
        unanswered=[theme for theme in curated.shown if theme.status is None],
        labels=STATUS_LABELS,
        tones=STATUS_TONES,
        stability=stability_in_words(found.metrics.get("stability")),
        cautions=labels.cautions_in_words(found, curated),
        is_tested=any(theme.stability is not None for theme in curated.themes),
        firmness_of=labels.firmness_of,
        firmness_labels=labels.FIRMNESS_LABELS,
        firmness_meanings=labels.FIRMNESS_MEANINGS,
        campaigns=campaigns,
        campaign_count=campaign_totals(found.id)[0],
        datasets=all_datasets(),
        newest=newest_number(found.activity_id),
    )


@blueprint.get("/runs/<int:run_id>/themes/<int:number>")
def theme(run_id: int, number: int) -> str:
    """One theme with every comment behind it, and all that can be done to it."""
    return _theme_page(_run(run_id), number)


@blueprint.get("/runs/<int:run_id>/remainder")
def remainder(run_id: int) -> str:
    """The comments in no theme."""
    found = _run(run_id)
    curated = queries.curated_run(found)
    page = queries.members(found, curated, None, request.args.get("after"))
    return render_template(
        "workbench/remainder.html", run=found, activity=found.activity,
        curated=curated, page=page,
    )  # fmt: skip


@blueprint.post("/runs/<int:run_id>/edits")
@keeps_text
def edit(run_id: int) -> Any:
    """One edit, from any of the small forms."""
    found = _run(run_id)
    try:
        kind = EditKind(request.form.get("kind", ""))
    except ValueError:
        raise NotFound from None
    data = request.form.to_dict()
    try:
        actions.edit(current_user, found, kind, data, request.form.get("seq", type=int))
    except (Conflict, Invalid) as error:
        db.session.rollback()
        if kind in WRITTEN and (number := _number(data.get("theme", ""))) is not None:
            return _theme_page(found, number, error=error, typed=data), error.status
        flash(error.message, "error")
    else:
        flash(_("Saved."))
    return redirect(_after_edit(run_id, kind, data), code=303)


@blueprint.route("/runs/<int:run_id>/publish", methods=["GET", "POST"])
@keeps_text
def publish(run_id: int) -> Any:
    """Title, introduction and a last look; then the edition is public."""
    found = _run(run_id)
    require(current_user, InsightPermission.PUBLISH, found)
    curated = queries.curated_run(found)
    error = None
    if request.method == "POST":
        try:
            summary = publish_summary(
                current_user, found, request.form.get("title", ""), request.form.get("introduction", "")
            )
        except (Conflict, Invalid) as problem:
            db.session.rollback()
            error = problem.message
        else:
            flash(_("Edition %(number)s is published.", number=summary.number))
            return redirect(url_for("summaries.show", slug=found.activity.slug), code=303)
    return render_template(
        "workbench/publish.html",
        run=found,
        activity=found.activity,
        curated=curated,
        unanswered=[theme for theme in curated.shown if theme.status is None],
        title=request.form.get("title", found.activity.title),
        introduction=request.form.get("introduction", ""),
        error=error,
    )


@blueprint.get("/runs/<int:run_id>/preview")
def preview(run_id: int) -> str:
    """The summary as it would be published now."""
    found = _run(run_id)
    summary = Summary(
        activity_id=found.activity_id,
        number=(newest_number(found.activity_id) or 0) + 1,
        run_id=found.id,
        title=found.activity.title,
        introduction="",
        content=compose(found, queries.curated_run(found)),
        files={},
        published_at=utcnow(),
    )
    summary.activity = found.activity
    return draw(summary, is_preview=True)


def _theme_page(
    found: AnalysisRun, number: int, error: Conflict | Invalid | None = None, typed: dict[str, str] | None = None
) -> str:
    curated = queries.curated_run(found)
    shown = curated.theme(number)
    if shown is None:
        raise NotFound(_("This theme was merged into another one."))
    return render_template(
        "workbench/theme.html",
        run=found,
        activity=found.activity,
        curated=curated,
        theme=shown,
        firmness=labels.firmness_of(shown),
        firmness_labels=labels.FIRMNESS_LABELS,
        firmness_meanings=labels.FIRMNESS_MEANINGS,
        opinions=sum_of_opinions(queries.comment_ids(found, curated, shown)),
        quotes=queries.texts_of(shown.quotes),
        page=queries.members(found, curated, shown, request.args.get("after")),
        others=[other for other in curated.themes if other.number != number],
        labels=STATUS_LABELS,
        error=error,
        typed=typed or {},
    )


def _run(run_id: int) -> AnalysisRun:
    found = finished_run(run_id)
    require(current_user, InsightPermission.CURATE, found)
    return found


def _after_edit(run_id: int, kind: EditKind, data: dict[str, str]) -> str:
    """Back to where the form stood: the theme's page, unless the theme is gone from it."""
    back = data.get("back", "")
    if kind is EditKind.MERGE:
        return url_for(".theme", run_id=run_id, number=int(data["into"]))
    if back == "remainder":
        return url_for(".remainder", run_id=run_id)
    if (number := _number(back)) is not None:
        return url_for(".theme", run_id=run_id, number=number)
    return url_for(".run", run_id=run_id)


def _number(text: str) -> int | None:
    """The number that was typed or stands in a hidden field, None where there is none."""
    try:
        number = whole_number(text)
    except ValueError:
        return None
    return number if number >= 0 else None
