"""The drafter's workbench: analyse, curate, answer, preview, publish."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from civic.core.db.types import utcnow
from civic.core.forms.kept import keeps_text
from civic.core.jobs import progress
from civic.core.permissions import require
from civic.errors import Conflict, Invalid, NotFound
from civic.extensions import db
from civic.insights.corpora.queries import corpus_of
from civic.insights.corpora.sources import ACTIVITY, PROCESS, narrowed, of_activity, parts_in
from civic.insights.curation import actions, queries
from civic.insights.curation.members import members
from civic.insights.curation.models import EditKind
from civic.insights.permissions import InsightPermission
from civic.insights.runs.actions import start_analysis
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import campaign_totals, campaigns_of, finished_run, runs_of, runs_of_parts
from civic.insights.summaries.actions import NotPublishable, compose, publish_summary
from civic.insights.summaries.labels import STATUS_LABELS, STATUS_TONES, stability_in_words
from civic.insights.summaries.models import Summary
from civic.insights.summaries.queries import newest_number
from civic.insights.summaries.views import draw
from civic.insights.workbench import labels
from civic.insights.workbench.forms import PublishForm
from civic.insights.workbench.queries import shelves
from civic.modules.corpora import Corpus
from civic.opendata.queries import all_datasets
from civic.participation.comments.labels import author_label
from civic.participation.consultations.queries import consultation_by_slug
from civic.participation.processes.models import Activity
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
    """The runs over one corpus; a run under way shows how far it is."""
    found = corpus_of(source, ref)
    require(current_user, InsightPermission.ANALYSE, found)
    runs = runs_of(found)
    return render_template(
        "workbench/corpus.html",
        corpus=found,
        runs=runs,
        partial_runs=[(run, parts_in(found, run.source_ref)) for run in runs_of_parts(found)],
        state=progress(runs[0].job_id) if runs and not runs[0].finished_at else None,
        doing=DOING,
        has_choice=found.kind == PROCESS and len(found.parts) > 1,
        newest=newest_number(int(found.ref)) if found.kind == ACTIVITY else None,
        theme_count=len(runs[0].themes) if runs else 0,
    )


@blueprint.post("/corpora/<source>/<ref>/analyse")
def analyse(source: str, ref: str) -> Any:
    """Ask for a run, of a process over all or some of its activities."""
    found = corpus_of(source, ref)
    require(current_user, InsightPermission.ANALYSE, found)
    wanted = request.form.get("n_themes", "").strip()
    number = _number(wanted)
    try:
        if found.kind == PROCESS and "choice" in request.form:
            found = narrowed(found, request.form.getlist("parts"))
        start_analysis(current_user, found, wanted or "auto" if number is None else number)
    except (Invalid, Conflict) as error:
        db.session.rollback()
        flash(error.message, "error")
    return redirect(url_for(".corpus", source=found.kind, ref=found.ref), code=303)


@blueprint.get("/runs/<int:run_id>")
def run(run_id: int) -> str:
    """The themes of a run, with what remains to be done before publishing."""
    found, corpus = _run(run_id)
    curated, campaigns = queries.curated_run(found), campaigns_of(found)
    shown = [quote for theme in curated.themes for quote in theme.quotes[:1]]
    shown += [campaign.representative for campaign in campaigns if campaign.representative is not None]
    return render_template(
        "workbench/run.html",
        **_about(found, corpus),
        curated=curated,
        quotes=queries.quotable(found, shown),
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
    )


@blueprint.get("/runs/<int:run_id>/themes/<int:number>")
def theme(run_id: int, number: int) -> str:
    """One theme with every comment behind it, and all that can be done to it."""
    return _theme_page(*_run(run_id), number)


@blueprint.get("/runs/<int:run_id>/remainder")
def remainder(run_id: int) -> str:
    """The comments in no theme."""
    found, corpus = _run(run_id)
    curated = queries.curated_run(found)
    page = members(found, curated, None, request.args.get("after"))
    return render_template("workbench/remainder.html", **_about(found, corpus), curated=curated, page=page)


@blueprint.post("/runs/<int:run_id>/edits")
@keeps_text
def edit(run_id: int) -> Any:
    """One edit, from any of the small forms."""
    found, corpus = _run(run_id)
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
            return _theme_page(found, corpus, number, error=error, typed=data), error.status
        flash(error.message, "error")
    else:
        flash(_("Saved."))
    return redirect(_after_edit(run_id, kind, data), code=303)


@blueprint.route("/runs/<int:run_id>/publish", methods=["GET", "POST"])
@keeps_text
def publish(run_id: int) -> Any:
    """Title, introduction and a last look; then the edition is public."""
    found, corpus = _run(run_id)
    require(current_user, InsightPermission.PUBLISH, corpus)
    activity = _activity(found)
    curated = queries.curated_run(found)
    form = PublishForm(title=activity.title, after=str(newest_number(activity.id) or 0), language=activity.language)
    if form.validate_on_submit():
        with form.refusals(at="title"):
            after = _number(form.after.data or "")
            words = form.title.data or "", form.introduction.data or ""
            summary = publish_summary(current_user, found, *words, after)
            flash(_("Edition %(number)s is published.", number=summary.number))
            return redirect(url_for("summaries.show", slug=activity.slug), code=303)
    return form.page(
        "workbench/publish.html",
        **_about(found, corpus),
        curated=curated,
        unanswered=[theme for theme in curated.shown if theme.status is None],
    )


@blueprint.get("/runs/<int:run_id>/preview")
def preview(run_id: int) -> str:
    """The summary as it would be published now."""
    found, _corpus = _run(run_id)
    activity = _activity(found)
    summary = Summary(
        activity_id=activity.id,
        number=(newest_number(activity.id) or 0) + 1,
        run_id=found.id,
        title=activity.title,
        introduction="",
        content=compose(found, queries.curated_run(found)),
        files={},
        published_at=utcnow(),
    )
    summary.activity = activity
    return draw(summary, is_preview=True)


def _theme_page(
    found: AnalysisRun,
    corpus: Corpus,
    number: int,
    error: Conflict | Invalid | None = None,
    typed: dict[str, str] | None = None,
) -> str:
    curated = queries.curated_run(found)
    shown = curated.theme(number)
    if shown is None:
        raise NotFound(_("This theme was merged into another one."))
    return render_template(
        "workbench/theme.html",
        **_about(found, corpus),
        curated=curated,
        theme=shown,
        firmness=labels.firmness_of(shown),
        firmness_labels=labels.FIRMNESS_LABELS,
        firmness_meanings=labels.FIRMNESS_MEANINGS,
        tally=queries.tally_of(found, curated, shown),
        quotes=queries.quotable(found, shown.quotes),
        page=members(found, curated, shown, request.args.get("after")),
        others=[other for other in curated.themes if other.number != number],
        labels=STATUS_LABELS,
        error=error,
        typed=typed or {},
    )


def _run(run_id: int) -> tuple[AnalysisRun, Corpus]:
    """A finished run and what it has read, for those who may curate it."""
    found = finished_run(run_id)
    corpus = found.corpus
    require(current_user, InsightPermission.CURATE, corpus)
    return found, corpus


def _about(found: AnalysisRun, corpus: Corpus) -> dict[str, Any]:
    """What every page of a run needs to tell what it is about."""
    return {"run": found, "corpus": corpus, "name_of": partial(labels.item_name, found), "author_label": author_label}


def _activity(found: AnalysisRun) -> Activity:
    if found.activity is None:
        raise NotPublishable
    return found.activity


def _after_edit(run_id: int, kind: EditKind, data: dict[str, str]) -> str:
    """Back to where the form stood: the theme's page, unless the theme is gone from it."""
    back = data.get("back", "")
    if kind is EditKind.MERGE and (into := _number(data.get("into", ""))) is not None:
        return url_for(".theme", run_id=run_id, number=into)
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
