"""/admin: what there is to administer."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user

from civic.core.admin.permissions import AdminPermission
from civic.core.permissions import can, require
from civic.modules import registry

blueprint = Blueprint("admin", __name__, template_folder="templates", url_prefix="/admin")


@blueprint.get("")
def home() -> str:
    """A card for each part of the administration that this person may open."""
    require(current_user, AdminPermission.OPEN)
    found = registry()
    return render_template(
        "admin/home.html",
        pages=[page for page in found.admin if can(current_user, page.permission)],
        failures=list(found.failures),
    )
