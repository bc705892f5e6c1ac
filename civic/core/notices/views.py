"""/account/notices: what a person was told."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from civic.core.notices import actions, queries, unsubscribing
from civic.core.notices.kinds import kinds, say
from civic.core.permissions import require_account
from civic.extensions import csrf

blueprint = Blueprint("notices", __name__, template_folder="templates", url_prefix="/account/notices")


@blueprint.get("")
def index() -> str:
    """The newest first."""
    require_account(current_user)
    return render_template(
        "notices/index.html",
        page=queries.notices_of(current_user, request.args.get("after")),
        unread=queries.unread_count(current_user),
    )


@blueprint.post("/<int:notice_id>/open")
def open_one(notice_id: int) -> Response:
    """Mark as read and go where it leads."""
    require_account(current_user)
    notice = actions.mark_read(current_user, notice_id)
    kind = kinds().get(notice.kind)
    return redirect((kind and say(kind, notice.values).url) or url_for(".index"), code=303)


@blueprint.post("/read")
def read_all() -> Response:
    """Mark everything as read."""
    require_account(current_user)
    actions.mark_all_read(current_user)
    return redirect(url_for(".index"), code=303)


@blueprint.get("/settings")
def settings() -> str:
    """What reaches the person by mail, and when."""
    require_account(current_user)
    return render_template("notices/settings.html", kinds=kinds(), chosen=queries.choices_of(current_user.id))


@blueprint.post("/settings")
def choose() -> Response:
    """Keep the choices."""
    require_account(current_user)
    actions.choose(current_user, {kind: request.form[kind] for kind in kinds() if kind in request.form})
    flash(_("Saved."), "success")
    return redirect(url_for(".settings"), code=303)


@blueprint.get("/unsubscribe/<token>")
def unsubscribing_page(token: str) -> str:
    """One button. Opening the link changes nothing: programs that check mail open every link."""
    whose = unsubscribing.read(token)
    return render_template("notices/unsubscribe.html", token=token, label=unsubscribing.label(whose), done=False)


@blueprint.post("/unsubscribe/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
def unsubscribe(token: str) -> str:
    """Ends this mail, signed in or not: mail programs ask by themselves (RFC 8058), and the token says for whom."""
    whose = unsubscribing.read(token)
    unsubscribing.unsubscribe(whose)
    return render_template("notices/unsubscribe.html", token=token, label=unsubscribing.label(whose), done=True)
