"""Pages for administrators: people and their roles."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from civic.core.accounts import queries
from civic.core.accounts.labels import ROLE_LABELS
from civic.core.accounts.models import Account
from civic.core.agencies.queries import all_agencies
from civic.core.forms import Form
from civic.core.people import actions
from civic.core.people.forms import GrantForm, InviteForm
from civic.core.people.permissions import AccountPermission
from civic.core.permissions import require
from civic.errors import Conflict
from civic.web.links import absolute

blueprint = Blueprint("people", __name__, template_folder="templates", url_prefix="/admin")


@blueprint.before_request
def only_administrators() -> None:
    require(current_user, AccountPermission.ADMINISTER)


@blueprint.get("/people")
def show() -> ResponseReturnValue:
    """Accounts and their roles."""
    return _page()


@blueprint.route("/people/invite", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """Write to somebody that they are expected."""
    form = InviteForm()
    form.offer(all_agencies())
    if form.validate_on_submit():
        with form.refusals():
            link = absolute(url_for("accounts.sign_in"))
            actions.invite(current_user, form.name.data or "", form.contact.data or "", *form.chosen(), link)
            flash(_("The invitation is on its way."))
            return redirect(url_for(".show"), code=303)
    return form.page("people/invite.html")


@blueprint.post("/people/<int:account_id>/roles")
def grant(account_id: int) -> ResponseReturnValue:
    """Give a role."""
    person, form = queries.account_by_id(account_id), GrantForm(ids=account_id)
    form.offer(all_agencies())
    if form.validate_on_submit():
        with form.refusals():
            actions.grant_role(current_user, person, *form.chosen())
            flash(_("Saved."))
            return _to_list()
    return _page(form, account_id)


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
    except Conflict as error:
        flash(error.message, "error")
    else:
        flash(_("Saved."))
    return _to_list()


def _to_list() -> Response:
    return redirect(url_for(".show", q=request.form.get("q") or None), code=303)


def _page(refused: GrantForm | None = None, account_id: int | None = None) -> ResponseReturnValue:
    """The list; after a refused form with what was chosen there."""
    words, staff = request.values.get("q", "").strip()[:100], "staff" in request.values
    agencies, after = all_agencies(), request.values.get("after")

    def form_of(person: Account) -> GrantForm:
        if refused is not None and person.id == account_id:
            return refused
        form = GrantForm(formdata=None, ids=person.id)
        form.offer(agencies)
        return form

    return (refused or Form()).page(
        "people/people.html",
        page=queries.people(after or None, words, staff=staff),
        after=after or "",
        staff=staff,
        words=words,
        labels=ROLE_LABELS,
        form_of=form_of,
    )
