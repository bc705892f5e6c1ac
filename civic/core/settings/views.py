"""Settings in the browser, their history, and what the layout takes of them."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug import Response as Redirect

from civic.core.files import path_of
from civic.core.forms import Form
from civic.core.permissions import require
from civic.core.settings import actions, queries, values
from civic.core.settings.forms import settings_form
from civic.core.settings.permissions import SettingPermission
from civic.errors import NotFound
from civic.modules import Setting, registry

blueprint = Blueprint("settings", __name__, template_folder="templates")


@blueprint.get("/admin/settings")
def show() -> ResponseReturnValue:
    """Every setting, by module."""
    require(current_user, SettingPermission.CHANGE)
    return _page()


@blueprint.post("/admin/settings/<name>")
def change(name: str) -> ResponseReturnValue:
    """Store what one form holds."""
    require(current_user, SettingPermission.CHANGE)
    settings = _groups().get(name)
    if settings is None:
        raise NotFound
    form = settings_form(settings)
    with form.refusals(at=""):
        typed = {**request.form, **request.files}
        changed = actions.change(current_user, settings, typed, request.form.get("seen", 0, type=int))
        flash(
            ngettext("%(num)s setting is changed.", "%(num)s settings are changed.", changed)
            if changed
            else _("Nothing was different.")
        )
        return redirect(url_for(".show", _anchor=f"group-{name}"), code=303)
    return _page(name, form)


@blueprint.get("/admin/settings/history")
def history() -> str:
    """Who changed what, when, from what to what."""
    require(current_user, SettingPermission.CHANGE)
    name = request.args.get("name", "")[:60]
    page = queries.changes(request.args.get("after"), name)
    labels = {setting.name: setting for setting in registry().settings}
    return render_template("settings/history.html", page=page, labels=labels, name=name)


@blueprint.post("/admin/settings/history/<int:change_id>/revert")
def revert(change_id: int) -> Redirect:
    """Give a setting back what it was before a change."""
    setting = actions.revert(current_user, change_id)
    flash(_("%(what)s is as it was before.", what=setting.label))
    return redirect(url_for(".history"), code=303)


@blueprint.get("/city/logo")
def logo() -> Response:
    """The city's logo, for the header."""
    kept = values.get("logo")
    if not kept:
        raise NotFound
    response = send_file(path_of(kept["key"]), mimetype=kept["type"], max_age=86400)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@blueprint.get("/city/theme.css")
def theme() -> Response:
    """The city's colours, as a style sheet: no page carries styles of its own."""
    css = f":root {{ --band: {values.get('band_colour')}; }}\n"
    response = Response(css, mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _groups() -> dict[str, tuple[Setting, ...]]:
    """The settings of each module that has some: one form each."""
    return {module.name: module.settings for module in registry().modules if module.settings}


def _page(name: str = "", refused: Form | None = None) -> ResponseReturnValue:
    groups = [
        (group, settings, refused if refused and group == name else settings_form(settings, formdata=None))
        for group, settings in _groups().items()
    ]
    return (refused or Form()).page("settings/show.html", groups=groups, version=values.version())
