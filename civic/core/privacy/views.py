"""Taking one's data, and leaving."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from civic.config import settings
from civic.core.accounts import sessions
from civic.core.accounts.browsers import this_browser
from civic.core.permissions import require_account
from civic.core.privacy import actions, queries
from civic.core.privacy.forms import CodeEraseForm, EraseForm
from civic.modules import registry

blueprint = Blueprint("privacy", __name__, template_folder="templates", url_prefix="/account")


@blueprint.before_request
def only_signed_in() -> None:
    require_account(current_user)


@blueprint.get("/data")
def data() -> Response:
    """Everything that is kept about me, as JSON."""
    response = jsonify(queries.own_data(current_user))
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/erase", methods=["GET", "POST"])
def erase() -> ResponseReturnValue:
    """Say what goes and what may stay, and delete the account once it is proved whose it is."""
    form = EraseForm() if current_user.password else CodeEraseForm()
    parts = registry().personal_data
    if form.validate_on_submit():
        keep = [part.name for part in parts if request.form.get(f"keep-{part.name}") == "keep"]
        with form.refusals(at=""):
            actions.erase_account(current_user, form.proof.data or "", this_browser(), keep)
            sessions.forget()
            flash(_("Your account is deleted. Thank you for having taken part."))
            response = redirect("/", code=303)
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
            return response
    return form.page(
        "privacy/erase.html",
        parts=parts,
        chosen=request.form,
        by_code=not current_user.password,
        demo=settings().demo,
    )


@blueprint.post("/erase/code")
def send_code() -> Response:
    """Send the code that confirms leaving."""
    actions.ask_for_erasure(current_user, this_browser())
    flash(_("A code is on its way to you."))
    return redirect(url_for(".erase"), code=303)
