"""Languages: Bahasa Indonesia unless the visitor chose another; the choice lives in a cookie."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response, abort, g, has_request_context, redirect, request, session
from flask_login import current_user

from civic.config import settings
from civic.extensions import babel
from civic.web.catalogues import module_translations
from civic.web.links import safe_next

LOCALES = (("id", "Bahasa Indonesia"), ("en", "English"))
COOKIE = "civic_language"
TRANSLATIONS = Path(__file__).parents[2] / "translations"
blueprint = Blueprint("language", __name__)


def init_app(app: Flask) -> None:
    config = app.config["CIVIC"]
    app.config["BABEL_DEFAULT_LOCALE"] = config.default_locale
    with app.app_context():
        # The portal's own come last: where a module has the same text, the portal's translation stays.
        folders = [*module_translations(config.home), TRANSLATIONS]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(map(str, folders))
    babel.init_app(app, locale_selector=choose_locale, timezone_selector=lambda: settings().time_zone)
    babel.__dict__.pop("domain_instance", None)  # it keeps the texts of the application before this one
    app.register_blueprint(blueprint)


def choose_locale() -> str:
    """The visitor's cookie, then the account's language, then the city's default."""
    known = {code for code, _name in LOCALES}
    if has_request_context():
        if (chosen := request.cookies.get(COOKIE, "")) in known:
            return chosen
        if session and (chosen := _of_account()) in known:  # no session, no account: no need to look
            return chosen
    return settings().default_locale


def _of_account() -> str:
    """The account's language; the session keeps it for the page that says that the database is away."""
    if not g.get("database_is_away", False) and current_user.is_authenticated:
        chosen = str(current_user.locale)
        if session.get(COOKIE) != chosen:
            session[COOKIE] = chosen
    return str(session.get(COOKIE, ""))


@blueprint.get("/language/<code>")
def choose(code: str) -> Response:
    """Remember a language in a cookie and go back to the page."""
    if code not in {known for known, _name in LOCALES}:
        abort(404)
    response = redirect(safe_next(request.args.get("next")))
    response.set_cookie(COOKIE, code, max_age=365 * 86400, secure=request.is_secure, httponly=True, samesite="Lax")
    return response  # type: ignore[return-value]
