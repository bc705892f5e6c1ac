"""Pages for administrators: people and their roles."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from civic.core.accounts import queries
from civic.core.accounts.labels import ROLE_LABELS
from civic.core.agencies.models import Agency
from civic.core.agencies.queries import agency_by_id, all_agencies
from civic.core.people import actions
from civic.core.people.forms import InviteForm
from civic.core.people.permissions import AccountPermission
from civic.core.permissions import require
from civic.errors import Conflict, Invalid, NotFound
from civic.modules import Role
from civic.web.links import absolute

blueprint = Blueprint("people", __name__, template_folder="templates", url_prefix="/admin")


@blueprint.before_request
def only_administrators() -> None:
    require(current_user, AccountPermission.ADMINISTER)


@blueprint.get("/people")
def show() -> str:
    """Accounts and their roles."""
    words, staff = request.args.get("q", "").strip()[:100], "staff" in request.args
    return render_template(
        "people/people.html",
        page=queries.people(request.args.get("after"), words, staff=staff),
        staff=staff,
        words=words,
        labels=ROLE_LABELS,
        agencies=all_agencies(),
    )


@blueprint.route("/people/invite", methods=["GET", "POST"])
def invite() -> str | Response:
    """Write to somebody that they are expected."""
    form = InviteForm()
    form.role.choices = list(ROLE_LABELS.items())
    form.agency.choices = [("", _("The whole city (administrators)")), *((str(a.id), a.name) for a in all_agencies())]
    if form.validate_on_submit():
        try:
            actions.invite(
                current_user,
                form.name.data or "",
                form.contact.data or "",
                Role(form.role.data),
                _agency(form.agency.data),
                absolute(url_for("accounts.sign_in")),
            )
        except Invalid as error:
            form.attach(error)
        else:
            flash(_("The invitation is on its way."))
            return redirect(url_for(".show"), code=303)
    return render_template("people/invite.html", form=form)


@blueprint.post("/people/<int:account_id>/roles")
def grant(account_id: int) -> Response:
    """Give a role."""
    try:
        role = Role(request.form.get("role", ""))
    except ValueError:
        raise NotFound from None
    agency = _agency(request.form.get("agency")) if role is not Role.ADMINISTRATOR else None
    return _do(lambda: actions.grant_role(current_user, queries.account_by_id(account_id), role, agency))


@blueprint.post("/roles/<int:grant_id>/revoke")
def revoke(grant_id: int) -> Response:
    """Take a role away."""
    return _do(lambda: actions.revoke_role(current_user, grant_id))


@blueprint.post("/people/<int:account_id>/disable")
def disable(account_id: int) -> Response:
    """Switch an account off."""
    return _do(lambda: actions.disable(current_user, queries.account_by_id(account_id)))


@blueprint.post("/people/<int:account_id>/enable")
def enable(account_id: int) -> Response:
    """Switch an account on again."""
    return _do(lambda: actions.enable(current_user, queries.account_by_id(account_id)))


@blueprint.post("/people/<int:account_id>/sessions/end")
def end_sessions(account_id: int) -> Response:
    """Sign somebody out everywhere."""
    return _do(lambda: actions.end_sessions(current_user, queries.account_by_id(account_id)))


def _do(act: Callable[[], None]) -> Response:
    """Call an action, tell how it went, and go back to the list."""
    try:
        act()
    except (Invalid, Conflict) as error:
        flash(error.message, "error")
    else:
        flash(_("Saved."))
    return redirect(url_for(".show", q=request.form.get("q") or None), code=303)


def _agency(number: str | None) -> Agency | None:
    return agency_by_id(int(number)) if number and number.isdecimal() and len(number) < 10 else None
