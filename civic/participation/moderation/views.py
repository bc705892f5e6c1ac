"""The queue, and what a moderator decides there."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from civic.core.forms import Form
from civic.core.permissions import require
from civic.participation.comments import actions
from civic.participation.comments.labels import REASONS
from civic.participation.comments.models import Comment
from civic.participation.comments.permissions import CommentPermission
from civic.participation.comments.queries import comment_by_id
from civic.participation.moderation import queries
from civic.participation.moderation.forms import DecisionForm

blueprint = Blueprint("moderation", __name__, url_prefix="/moderation", template_folder="templates")


@blueprint.get("")
def queue() -> ResponseReturnValue:
    """What waits, newest first."""
    return _page()


@blueprint.post("/<int:comment_id>")
def decide(comment_id: int) -> ResponseReturnValue:
    """Hide a comment with a reason, or keep it."""
    comment, form = comment_by_id(comment_id), DecisionForm(ids=comment_id)
    with form.refusals():
        if request.form.get("decision") == "hide":
            actions.hide_comment(current_user, comment, form.reason.data or "")
        else:
            actions.keep_comment(current_user, comment)
        flash(_("Decided: comment no. %(id)s.", id=comment_id))
        return redirect(url_for(".queue", after=request.form.get("after") or None), code=303)
    return _page(form, comment_id)


def _page(refused: DecisionForm | None = None, comment_id: int | None = None) -> ResponseReturnValue:
    require(current_user, CommentPermission.HIDE)
    after = request.values.get("after") or None

    def form_of(comment: Comment) -> DecisionForm:
        if refused is not None and comment.id == comment_id:
            return refused
        return DecisionForm(formdata=None, ids=comment.id)

    return (refused or Form()).page(
        "moderation/queue.html",
        page=queries.queue(current_user, after),
        after=after or "",
        reasons=REASONS,
        form_of=form_of,
    )
