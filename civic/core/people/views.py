"""Pages for administrators: people and their roles, and the trail of what was done."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug import Response

from civic.core.accounts import queries
from civic.core.agencies.models import Agency
from civic.core.agencies.queries import all_agencies
from civic.core.audit.queries import events
from civic.core.people import actions
from civic.core.people.permissions import AccountPermission
from civic.core.permissions import require
from civic.errors import Conflict, Invalid, NotFound
from civic.extensions import db
from civic.modules import Role

blueprint = Blueprint("admin", __name__, template_folder="templates", url_prefix="/admin")

ROLE_LABELS = {
    Role.MODERATOR: _l("Moderator"),
    Role.DRAFTER: _l("Policy drafter"),
    Role.DATA_STEWARD: _l("Data steward"),
    Role.OFFICER: _l("Officer"),
    Role.ADMINISTRATOR: _l("Administrator"),
}


@blueprint.before_request
def only_administrators() -> None:
    require(current_user, AccountPermission.ADMINISTER)


@blueprint.get("/people")
def people() -> str:
    """Accounts and their roles."""
    words = request.args.get("q", "").strip()[:100]
    return render_template(
        "people/people.html",
        page=queries.people(request.args.get("after"), words),
        words=words,
        labels=ROLE_LABELS,
        agencies=all_agencies(),
    )


@blueprint.post("/people/<int:account_id>/roles")
def grant(account_id: int) -> Response:
    """Give a role."""
    try:
        role = Role(request.form.get("role", ""))
    except ValueError:
        raise NotFound from None
    agency_id = request.form.get("agency", type=int)
    agency = db.session.get(Agency, agency_id) if agency_id and role is not Role.ADMINISTRATOR else None
    try:
        actions.grant_role(current_user, queries.account_by_id(account_id), role, agency)
    except Invalid as error:
        flash(error.message, "error")
    else:
        flash(_("Saved."))
    return redirect(url_for(".people", q=request.form.get("q") or None), code=303)


@blueprint.post("/roles/<int:grant_id>/revoke")
def revoke(grant_id: int) -> Response:
    """Take a role away."""
    try:
        actions.revoke_role(current_user, grant_id)
    except Conflict as error:
        flash(error.message, "error")
    else:
        flash(_("Saved."))
    return redirect(url_for(".people", q=request.form.get("q") or None), code=303)


@blueprint.get("/audit")
def audit() -> str:
    """What was done, by whom, when."""
    action = request.args.get("action", "").strip()[:60]
    return render_template("people/audit.html", page=events(request.args.get("after"), action), action=action)
