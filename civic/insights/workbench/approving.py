"""Publishing where the agency asks for a second person: one sends the summary, another publishes or returns it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from civic.core.forms.kept import keeps_text
from civic.insights.approval import actions
from civic.insights.approval.queries import may_decide, others_who_publish, request_of, requests_of
from civic.insights.curation import queries
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import Words
from civic.insights.summaries.queries import newest_number
from civic.insights.workbench.blueprint import about, blueprint, curated_by_me, number_in
from civic.insights.workbench.forms import DecideForm, PublishForm
from civic.insights.workbench.readiness import checks
from civic.modules.corpora import Corpus
from civic.participation.processes.models import Activity


def send(found: AnalysisRun, corpus: Corpus, activity: Activity) -> Any:
    """Title, introduction and a last look; then it is sent, and stands here until somebody else has decided."""
    curated, sent = queries.curated_run(found), requests_of(found.id)
    last = sent[0] if sent else None
    form = PublishForm(
        obj=last,
        **({} if last else {"title": activity.title}),
        after=str(newest_number(activity.id) or 0),
        seq=str(curated.seq),
        language=activity.language,
    )
    form.submit.label.text = _("Send for publishing")
    if form.validate_on_submit():
        with form.refusals(at="title"):
            is_done = all(check.is_done for check in checks(found, curated, form.answer_by.data))
            reason = "" if is_done else form.reason.data or ""
            words = Words(form.title.data or "", form.introduction.data or "", form.answer_by.data, reason)
            seen = number_in(form.seq.data or ""), number_in(form.after.data or "")
            actions.send_for_publishing(current_user, found, words, seen[0] or 0, seen[1] or 0, is_open=not is_done)
            count = len(others_who_publish(found, current_user))
            flash(ngettext("Sent. %(num)s colleague is told.", "Sent. %(num)s colleagues are told.", count))
            return redirect(url_for(".publish", run_id=found.id), code=303)
    return _page(found, corpus, form, DecideForm(None))


@blueprint.post("/runs/<int:run_id>/publish/decide")
@keeps_text
def decide(run_id: int) -> Any:
    """Publish what somebody else has sent, or return it with a reason."""
    found, corpus = curated_by_me(run_id)
    sent = request_of(found.id, number_in(request.form.get("request", "")) or 0)
    form = DecideForm()
    with form.refusals(at=""):
        if request.form.get("decision") == "publish":
            summary = actions.publish_sent(current_user, sent)
            flash(_("Edition %(number)s is published.", number=summary.number))
            return redirect(url_for("summaries.show", activity=summary.activity), code=303)
        actions.return_sent(current_user, sent, form.because.data or "")
        flash(_("Returned. Whoever sent it is told."))
        return redirect(url_for(".publish", run_id=run_id), code=303)
    return _page(found, corpus, form, form)


def _page(found: AnalysisRun, corpus: Corpus, form: PublishForm | DecideForm, decision: DecideForm) -> tuple[str, int]:
    """The page with the form that was sent, and its errors."""
    curated, sent = queries.curated_run(found), requests_of(found.id)
    waiting = sent[0] if sent and sent[0].decided_at is None else None
    return form.page(
        "workbench/send.html",
        **about(found, corpus),
        curated=curated,
        checks=checks(found, curated, waiting.answer_by if waiting else None),
        unanswered=[theme for theme in curated.shown if theme.status is None],
        requests=sent,
        waiting=waiting,
        is_stale=waiting is not None and waiting.seq != curated.seq,
        may_decide=waiting is not None and may_decide(current_user, waiting),
        decision=decision,
        others=others_who_publish(found, current_user),
    )
