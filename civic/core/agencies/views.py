"""Agencies in the administration."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from civic.core.agencies import actions, queries
from civic.core.agencies.forms import AgencyForm
from civic.core.agencies.models import Agency
from civic.core.agencies.permissions import AgencyPermission
from civic.core.permissions import require

blueprint = Blueprint("agencies", __name__, template_folder="templates", url_prefix="/admin/agencies")


@blueprint.before_request
def only_who_manages_them() -> None:
    require(current_user, AgencyPermission.MANAGE)


@blueprint.get("")
def index() -> str:
    """Every agency, those that were at the end."""
    agencies = sorted(queries.all_agencies(retired=True), key=lambda agency: agency.retired_at is not None)
    return render_template("agencies/index.html", agencies=agencies)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add an agency."""
    return _edit(None)


@blueprint.route("/<int:agency_id>", methods=["GET", "POST"])
def edit(agency_id: int) -> ResponseReturnValue:
    """Change an agency."""
    return _edit(queries.agency_by_id(agency_id))


@blueprint.post("/<int:agency_id>/retire")
def retire(agency_id: int) -> Response:
    """Retire an agency."""
    actions.retire_agency(current_user, queries.agency_by_id(agency_id))
    flash(_("The agency is retired. What it owns stays; nothing new is made in its name."))
    return redirect(url_for(".index"), code=303)


@blueprint.post("/<int:agency_id>/restore")
def restore(agency_id: int) -> Response:
    """Bring a retired agency back."""
    actions.restore_agency(current_user, queries.agency_by_id(agency_id))
    flash(_("Saved."))
    return redirect(url_for(".index"), code=303)


def _edit(agency: Agency | None) -> ResponseReturnValue:
    form = AgencyForm(obj=agency)
    if form.validate_on_submit():
        with form.refusals():
            if agency is None:
                actions.add_agency(current_user, form.text())
            else:
                actions.update_agency(current_user, agency, form.text())
            flash(_("Saved."))
            return redirect(url_for(".index"), code=303)
    return form.page("agencies/edit.html", agency=agency)
