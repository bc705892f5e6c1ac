"""The last look, and publishing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from civic.core.db.types import utcnow
from civic.core.forms.kept import keeps_text
from civic.core.permissions import require
from civic.errors import NotFound
from civic.insights.curation import queries
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import NotPublishable, compose, publish_summary
from civic.insights.summaries.models import Summary
from civic.insights.summaries.papers import PAPERS, write_paper
from civic.insights.summaries.queries import newest_number
from civic.insights.summaries.views import draw
from civic.insights.workbench.approving import send
from civic.insights.workbench.blueprint import about, blueprint, curated_by_me, number_in
from civic.insights.workbench.forms import PublishForm
from civic.insights.workbench.readiness import checks
from civic.participation.processes.models import Activity
from civic.web.downloads import MEDIA_TYPES as SHARED

MEDIA_TYPES = SHARED | {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@blueprint.route("/runs/<int:run_id>/publish", methods=["GET", "POST"])
@keeps_text
def publish(run_id: int) -> Any:
    """Title, introduction and a last look; then the edition is public."""
    found, corpus = curated_by_me(run_id)
    activity = _activity(found)
    if activity.agency.needs_second_person:
        return send(found, corpus, activity)
    require(current_user, InsightPermission.PUBLISH, corpus)
    curated = queries.curated_run(found)
    form = PublishForm(title=activity.title, after=str(newest_number(activity.id) or 0), language=activity.language)
    listed = checks(found, curated, form.answer_by.data)
    if form.validate_on_submit():
        with form.refusals(at="title"):
            after = number_in(form.after.data or "")
            words = form.title.data or "", form.introduction.data or ""
            reason = None if all(check.is_done for check in listed) else form.reason.data or ""
            summary = publish_summary(current_user, found, *words, after, form.answer_by.data, reason)
            flash(_("Edition %(number)s is published.", number=summary.number))
            return redirect(url_for("summaries.show", activity=activity), code=303)
    return form.page(
        "workbench/publish.html",
        **about(found, corpus),
        curated=curated,
        checks=listed,
        unanswered=[theme for theme in curated.shown if theme.status is None],
    )


@blueprint.get("/runs/<int:run_id>/preview")
def preview(run_id: int) -> str:
    """The summary as it would be published now."""
    found, _corpus = curated_by_me(run_id)
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


@blueprint.get("/runs/<int:run_id>/papers.<kind>")
def papers(run_id: int, kind: str) -> Response:
    """The run as it stands, to take to a meeting."""
    found, _corpus = curated_by_me(run_id)
    if kind not in PAPERS:
        raise NotFound
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"draft.{kind}"
        write_paper(found, kind, path)
        answer = Response(path.read_bytes(), content_type=MEDIA_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="draft-{run_id}.{kind}"'
    return answer


def _activity(found: AnalysisRun) -> Activity:
    if found.activity is None:
        raise NotPublishable
    return found.activity
