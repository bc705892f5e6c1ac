"""The drafter's desk: the themes of a run, the comments of the chosen one, and what can be done to both."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from civic.core.caching import shared, while_unchanged
from civic.core.forms.kept import keeps_text
from civic.errors import Conflict, Invalid, NotFound
from civic.extensions import db
from civic.insights.approval.queries import requests_of
from civic.insights.curation import actions, queries
from civic.insights.curation.figures import Figures, figures_of, sorted_themes
from civic.insights.curation.members import excluded, members
from civic.insights.curation.models import EditKind
from civic.insights.curation.replay import Curated, CuratedTheme
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import campaign_totals, campaigns_of
from civic.insights.summaries.labels import STATUS_LABELS, STATUS_TONES, stability_in_words
from civic.insights.workbench import labels
from civic.insights.workbench.blueprint import about, blueprint, curated_by_me, number_in
from civic.insights.workbench.choosing import Choosing, choice_in, query_of
from civic.insights.workbench.forms import ThemeForm
from civic.insights.workbench.history import history_of, named
from civic.insights.workbench.queries import colleagues_of, remarks_of
from civic.modules.corpora import Corpus
from civic.opendata.queries import all_datasets

# Edits that somebody writes: when one is refused, the page shows again what was written.
WRITTEN = (EditKind.RENAME, EditKind.NOTE, EditKind.RESPOND, EditKind.MERGE, EditKind.REMARK, EditKind.SPLIT)
REMAINDER, ASIDE = "remainder", "aside"


@blueprint.get("/runs/<int:run_id>")
@shared
def run(run_id: int) -> str:
    """The themes of a run at a glance, with what remains to be done before publishing."""
    found, corpus = curated_by_me(run_id)
    curated, campaigns = queries.curated_run(found), campaigns_of(found)
    figures, order = _figures(found, curated), request.args.get("sort", "")
    letters = [campaign.representative for campaign in campaigns if campaign.representative is not None]
    return render_template(
        "workbench/run.html",
        **_desk(found, corpus, curated),
        themes=sorted_themes(curated, figures, order),
        figures=figures,
        order=order,
        quotes=queries.quotable(found, letters),
        unanswered=[theme for theme in curated.shown if theme.status is None],
        stability=stability_in_words(found.metrics.get("stability")),
        cautions=labels.cautions_in_words(found, curated),
        is_tested=any(theme.stability is not None for theme in curated.themes),
        campaigns=campaigns,
        campaign_count=campaign_totals(found.id)[0],
        datasets=all_datasets(),
    )


@blueprint.route("/runs/<int:run_id>/themes/<int:number>", methods=["GET", "POST"])
@keeps_text
def theme(run_id: int, number: int) -> Any:
    """One theme: its comments to be looked through and placed, and what the drafter writes about it."""
    found, corpus = curated_by_me(run_id)
    curated = queries.curated_run(found)
    shown = curated.theme(number)
    if shown is None:
        if request.method == "POST":  # a colleague has merged it: what was written is not lost
            return render_template("kept.html", typed=_typed()), Conflict.status
        raise NotFound(_("This theme was merged into another one."))
    form = ThemeForm(obj=shown, seq=str(curated.seq), language=corpus.language)
    if form.validate_on_submit():
        with form.refusals(at="answer"):
            seq = number_in(form.seq.data or "")
            made = actions.write_up(current_user, found, number, form.words(), request.form.get("status", ""), seq)
            flash(_("Saved.") if made else _("There was nothing new to save."))
            return redirect(_after_writing(found, curated, number), code=303)
    return _theme_page(found, corpus, curated, shown, form)


@blueprint.get("/runs/<int:run_id>/remainder")
def remainder(run_id: int) -> str:
    """The comments in no theme."""
    found, corpus = curated_by_me(run_id)
    curated, choice = queries.curated_run(found), choice_in(request.args)
    page = members(found, curated, None, request.args.get("after"), choice)
    return render_template(
        "workbench/remainder.html", **_desk(found, corpus, curated), **_looked_through(found, choice), page=page
    )


@blueprint.get("/runs/<int:run_id>/aside")
def aside(run_id: int) -> str:
    """The comments that drafters have set aside, each with the reason."""
    found, corpus = curated_by_me(run_id)
    curated = queries.curated_run(found)
    page = excluded(found, curated, request.args.get("after"))
    return render_template("workbench/aside.html", **_desk(found, corpus, curated), page=page)


@blueprint.get("/runs/<int:run_id>/history")
def history(run_id: int) -> str:
    """Who has done what to the themes, the newest first."""
    found, corpus = curated_by_me(run_id)
    curated = queries.curated_run(found)
    page = history_of(found, curated, request.args.get("after"))
    requests = requests_of(found.id) if request.args.get("after") is None else []
    return render_template("workbench/history.html", **_desk(found, corpus, curated), page=page, requests=requests)


@blueprint.post("/runs/<int:run_id>/edits")
@keeps_text
def edit(run_id: int) -> Any:
    """One edit, from any of the small forms."""
    found, corpus = curated_by_me(run_id)
    try:
        kind = EditKind(request.form.get("kind", ""))
    except ValueError:
        raise NotFound from None
    data = _data(kind)
    try:
        actions.edit(current_user, found, kind, data, request.form.get("seq", type=int))
    except (Conflict, Invalid) as error:
        db.session.rollback()
        if kind in WRITTEN and (number := number_in(request.form.get("theme", ""))) is not None:
            return _refused(found, corpus, number, error)
        flash(error.message, "error")
    else:
        flash(_("Saved."))
    return redirect(_after_edit(run_id, kind), code=303)


def _figures(found: AnalysisRun, curated: Curated) -> dict[int, Figures]:
    """Counted anew only when comments were placed, written or judged since."""
    key = ("theme figures", found.id, tuple((theme.number, *sorted(theme.sources)) for theme in curated.themes))
    return while_unchanged(key, lambda: figures_of(found, curated), lambda made: 500 * len(made))


def _data(kind: EditKind) -> dict[str, Any]:
    """What the form says, in the words of the action: ticked comments, or all that the list was narrowed to."""
    data: dict[str, Any] = request.form.to_dict()
    data.pop("choice", None)
    if "comments" in request.form or "comment" not in request.form:
        data["comments"] = request.form.getlist("comments")
    if kind is EditKind.MOVE and "to" in data:
        data["theme"] = data["to"]
    if data.get("every"):
        data["choice"] = choice_in(query_of(data.get("view", "")))
    return data


def _theme_page(
    found: AnalysisRun, corpus: Corpus, curated: Curated, shown: CuratedTheme, form: ThemeForm
) -> tuple[str, int]:
    choice = choice_in(request.args)
    return form.page(
        "workbench/theme.html",
        **_desk(found, corpus, curated),
        **_looked_through(found, choice),
        theme=shown,
        firmness=labels.firmness_of(shown),
        tally=queries.tally_of(found, shown),
        quotes=queries.quotable(found, shown.quotes),
        page=members(found, curated, shown, request.args.get("after"), choice),
        others=[other for other in curated.themes if other.number != shown.number],
        remarks=remarks_of(found.id, shown.number),
        colleagues=colleagues_of(found),
        datasets=all_datasets() if found.activity_id else [],
        typed=request.form,
    )


def _refused(found: AnalysisRun, corpus: Corpus, number: int, error: Conflict | Invalid) -> Any:
    """The theme's page with what was typed, and what is wrong with it."""
    curated = queries.curated_run(found)
    shown = curated.theme(number)
    if shown is None:
        return render_template("kept.html", typed=_typed()), error.status
    written = {name: request.form.get(name, getattr(shown, name)) for name in ("label", "note", "answer")}
    form = ThemeForm(None, **written, seq=str(curated.seq), language=corpus.language)
    form.refused_with = error.status
    form.refuse(error.field if isinstance(error, Invalid) else "", error.message)
    return _theme_page(found, corpus, curated, shown, form)


def _desk(found: AnalysisRun, corpus: Corpus, curated: Curated) -> dict[str, Any]:
    """What every page of the desk shows beside its own."""
    return about(found, corpus) | {
        "curated": curated,
        "undo": named(curated, curated.last),
        "redo": named(curated, curated.undone),
        "labels": STATUS_LABELS,
        "tones": STATUS_TONES,
        "firmness_of": labels.firmness_of,
        "firmness_labels": labels.FIRMNESS_LABELS,
        "firmness_meanings": labels.FIRMNESS_MEANINGS,
    }


def _looked_through(found: AnalysisRun, choice: Any) -> dict[str, Any]:
    choosing = Choosing(request.args, found.source, found.source_ref)
    return {"choosing": choosing, "choice": choice, "view": request.query_string.decode("ascii", "replace")}


def _typed() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def _after_writing(found: AnalysisRun, curated: Curated, number: int) -> str:
    """On to the next theme that waits for an answer, or back to this one."""
    if not request.form.get("status"):
        return url_for(".theme", run_id=found.id, number=number)
    order = [theme.number for theme in curated.shown]
    place = order.index(number) + 1 if number in order else 0
    waiting = {theme.number for theme in curated.shown if theme.status is None} - {number}
    following = next((n for n in order[place:] + order[:place] if n in waiting), None)
    return (
        url_for(".run", run_id=found.id) if following is None else url_for(".theme", run_id=found.id, number=following)
    )


def _after_edit(run_id: int, kind: EditKind) -> str:
    """Back to where the form stood, at the same stretch of the list, unless the theme is gone from it."""
    back, into = request.form.get("back", ""), number_in(request.form.get("into", ""))
    values: dict[str, Any] = query_of(request.form.get("view", "")).to_dict()
    if kind is EditKind.MERGE and into is not None:
        return url_for(".theme", run_id=run_id, number=into)
    if back in (REMAINDER, ASIDE, "history"):
        return url_for(f".{back}", run_id=run_id, **values)
    if (number := number_in(back)) is not None:
        anchor = "members" if values or kind in (EditKind.MOVE, EditKind.CONFIRM, EditKind.EXCLUDE) else None
        return url_for(".theme", run_id=run_id, number=number, _anchor=anchor, **values)
    return url_for(".run", run_id=run_id)
