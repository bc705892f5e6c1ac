"""The page on which a person follows the track of their comments."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_login import current_user

from civic.errors import SignInNeeded
from civic.insights.summaries.labels import STATUS_LABELS, STATUS_TONES
from civic.insights.tracks.queries import tracks_of
from civic.participation.comments.queries import comments_of
from civic.participation.processes.links import activity_url

blueprint = Blueprint("tracks", __name__, template_folder="templates")


@blueprint.get("/account/comments")
def mine() -> str:
    """One's own comments, newest first, and how far each has come."""
    if not current_user.is_authenticated:
        raise SignInNeeded
    page = comments_of(current_user.id, request.args.get("after"))
    return render_template(
        "tracks/mine.html",
        page=page,
        tracks=tracks_of(page.items),
        activity_url=activity_url,
        labels=STATUS_LABELS,
        tones=STATUS_TONES,
    )
