"""/account/notices: what a person was told."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug import Response

from civic.core.notices import actions, queries
from civic.core.notices.kinds import kinds, say
from civic.errors import SignInNeeded

blueprint = Blueprint("notices", __name__, template_folder="templates", url_prefix="/account/notices")


@blueprint.get("")
def index() -> str:
    """The newest first."""
    _signed_in()
    return render_template(
        "notices/index.html",
        page=queries.notices_of(current_user, request.args.get("after")),
        unread=queries.unread_count(current_user),
    )


@blueprint.post("/<int:notice_id>/open")
def open_one(notice_id: int) -> Response:
    """Mark as read and go where it leads."""
    _signed_in()
    notice = actions.mark_read(current_user, notice_id)
    kind = kinds().get(notice.kind)
    return redirect((kind and say(kind, notice.values).url) or url_for(".index"), code=303)


@blueprint.post("/read")
def read_all() -> Response:
    """Mark everything as read."""
    _signed_in()
    actions.mark_all_read(current_user)
    return redirect(url_for(".index"), code=303)


def _signed_in() -> None:
    if not current_user.is_authenticated:
        raise SignInNeeded
