"""What participation's pages show of the summaries: a link, and what became of a comment."""

from __future__ import annotations

from flask import render_template

from civic.insights.summaries.frozen import placements_of
from civic.insights.summaries.labels import STATUS_LABELS, STATUS_TONES
from civic.insights.summaries.queries import newest_of
from civic.participation.comments.models import Comment
from civic.participation.processes.models import Activity, Process


def on_activity(activity: Activity) -> str | None:
    """A link to the summary, once there is one."""
    if activity.summary_number is None:
        return None
    return render_template("summaries/link.html", activity=activity)


def on_process(process: Process) -> str | None:
    """Links to the summaries of a process."""
    published = [activity for activity in process.activities if activity.summary_number is not None]
    return "".join(render_template("summaries/link.html", activity=activity) for activity in published) or None


def on_comment(comment: Comment) -> str | None:
    """The theme that a comment became part of, and the city's answer to it; of those that the edition has read."""
    summary = newest_of(comment.activity_id)
    if summary is None:
        return None
    themes = placements_of(summary).themes_of([comment.id])
    if comment.id not in themes:
        return None  # it was not there, or not shown, when the others were read
    number = themes[comment.id]
    return render_template(
        "summaries/became.html",
        summary=summary,
        comment=comment,
        activity=comment.activity,
        theme=summary.content.theme(number) if number is not None else None,
        labels=STATUS_LABELS,
        tones=STATUS_TONES,
    )
