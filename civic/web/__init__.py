"""How pages look and travel: layout, components, filters, languages, security headers, logs, error pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from flask_babel import get_locale
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from civic.config import settings
from civic.web import charts, compression, errors, filters, i18n, limits, links, logs, metrics, parsing, security
from civic.web.statics import asset, send

TEMPLATES = Path(__file__).parent / "templates"
blueprint = Blueprint("web", __name__, template_folder="templates")
blueprint.add_url_rule("/static/<path:filename>", "static", send)


def init_app(app: Flask) -> None:
    """Give the application its look: templates, filters, context, languages, headers, logs, errors."""
    parsing.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    packages = ("govuk_frontend_jinja", "govuk_frontend_wtf")
    components = PrefixLoader({name: PackageLoader(name) for name in packages})
    app.jinja_loader = ChoiceLoader([FileSystemLoader(TEMPLATES), components])  # ours first: some are mended
    reached = {"asset": asset, "absolute": links.absolute, "here": links.here, "pages": links.pages}
    reached["datetime_formatter"] = filters.datetime_formatter
    app.jinja_env.globals.update(reached)  # in macros too
    app.register_blueprint(blueprint)
    # In this order before a request; after it the last one comes first: an answer is compressed when it is finished.
    for part in (compression, logs, limits, security, i18n, filters, charts, errors, metrics):
        part.init_app(app)
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    config = settings()
    return {
        "city_name": config.city_name,
        "portal_name": config.portal_name,
        "site_name": site_name(config.portal_name, config.city_name),
        "contact_email": config.contact_email,
        "is_demo": config.demo,
        "locale": str(get_locale()),
        "locales": i18n.LOCALES,
    }


def site_name(portal: str, city: str) -> str:
    """Portal and city in one name, a word between them said once: Suara Kota Tangerang."""
    first, _space, rest = city.partition(" ")
    return f"{portal} {rest if rest and portal.endswith(first) else city}"
