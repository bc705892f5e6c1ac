"""The queue, and what a moderator decides there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from civic.core.permissions import require
from civic.errors import Invalid
from civic.extensions import db
from civic.participation.comments import actions
from civic.participation.comments.labels import REASONS
from civic.participation.comments.permissions import CommentPermission
from civic.participation.comments.queries import comment_by_id
from civic.participation.moderation import queries

blueprint = Blueprint("moderation", __name__, url_prefix="/moderation", template_folder="templates")


@blueprint.get("")
def queue() -> str:
    """What waits, newest first."""
    return _page()


@blueprint.post("/<int:comment_id>")
def decide(comment_id: int) -> Any:
    """Hide a comment with a reason, or keep it."""
    comment = comment_by_id(comment_id)
    try:
        if request.form.get("decision") == "hide":
            actions.hide_comment(current_user, comment, request.form.get("reason", ""))
        else:
            actions.keep_comment(current_user, comment)
    except Invalid as error:
        db.session.rollback()
        return _page(comment_id, error.message), error.status
    flash(_("Decided: comment no. %(id)s.", id=comment_id))
    return redirect(url_for(".queue", after=request.form.get("after") or None), code=303)


def _page(refused_id: int | None = None, error: str = "") -> str:
    require(current_user, CommentPermission.HIDE)
    after = request.values.get("after")
    return render_template(
        "moderation/queue.html",
        page=queries.queue(current_user, after),
        after=after or "",
        reasons=REASONS,
        refused_id=refused_id,
        typed=request.form.get("reason", ""),
        error=error,
    )
