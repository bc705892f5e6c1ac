"""What participation's pages show of the summaries: a link, and what became of a comment."""

from __future__ import annotations

from flask import render_template

from civic.insights.curation.queries import curated_run, origin_of, theme_of
from civic.insights.runs.queries import run_by_id
from civic.insights.summaries.labels import STATUS_LABELS, STATUS_TONES
from civic.insights.summaries.queries import newest_of
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import Consultation
from civic.participation.processes.models import Process


def on_consultation(consultation: Consultation) -> str | None:
    """A link to the summary, once there is one."""
    if consultation.summary_number is None:
        return None
    return render_template("summaries/link.html", activity=consultation)


def on_process(process: Process) -> str | None:
    """Links to the summaries of a process."""
    published = [activity for activity in process.activities if activity.summary_number is not None]
    return "".join(render_template("summaries/link.html", activity=activity) for activity in published) or None


def on_comment(comment: Comment) -> str | None:
    """The theme that a comment became part of, and the city's answer to it; of those that the edition has read."""
    summary = newest_of(comment.activity_id)
    if summary is None:
        return None
    run = run_by_id(summary.run_id)
    if comment.id not in origin_of(run.id, {comment.id}):
        return None  # it was not there, or not shown, when the others were read
    # As the edition was published: what drafters have changed since is nobody's business yet.
    found = theme_of(run, curated_run(run, until=summary.content.method.edits), comment.id)
    return render_template(
        "summaries/became.html",
        summary=summary,
        activity=comment.activity,
        theme=summary.content.theme(found.number) if found else None,
        labels=STATUS_LABELS,
        tones=STATUS_TONES,
    )
