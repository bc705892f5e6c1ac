"""The settings of the portal itself: its name, its look, what stands on every page."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.config import settings as config
from civic.core.settings.values import get, in_language_of_reader, version
from civic.errors import Invalid
from civic.modules import Setting
from civic.web import site_name

TITLE, HINT = _l("Settings"), _l("Name, look, texts and limits")
MIN_CONTRAST = 4.5  # WCAG 2.2 AA for text
_NAME, _LOOK, _TEXTS = _l("Name and contact"), _l("Look"), _l("Texts")


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (#rrggbb) by WCAG 2.2: 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable_under_white(colour: str) -> None:
    """Raise Invalid for a colour on which white text cannot be read."""
    found = contrast(colour, "#ffffff")
    if found < MIN_CONTRAST:
        message = _(
            "White text on it could not be read: its contrast is %(found)s, at least %(wanted)s is needed.",
            found=f"{found:.1f}",
            wanted=MIN_CONTRAST,
        )
        raise Invalid("colour", message)


def not_empty(text: str) -> None:
    """Raise Invalid for nothing."""
    if not text:
        raise Invalid("text", _("This field is required."))


SETTINGS = (
    Setting("city_name", _l("Name of the city"), lambda: config().city_name, section=_NAME, check=not_empty),
    Setting("portal_name", _l("Name of the portal"), lambda: config().portal_name, section=_NAME, check=not_empty),
    Setting(
        "contact_email",
        _l("E-mail address for residents"),
        lambda: config().contact_email,
        section=_NAME,
        hint=_l("Where residents write when something does not work; stands at the foot of every page."),
    ),
    Setting(
        "band_colour",
        _l("Colour of the header"),
        "#0b4653",
        "colour",
        section=_LOOK,
        hint=_l("White text stands on it."),
        check=readable_under_white,
    ),
    Setting("logo", _l("Logo"), None, "file", section=_LOOK, hint=_l("PNG, JPEG or WebP, at most 500 kB.")),
    Setting(
        "announcement_id",
        _l("Announcement in Indonesian"),
        "",
        section=_TEXTS,
        hint=_l("One line on top of every page, such as planned maintenance; empty: none."),
    ),
    Setting("announcement_en", _l("Announcement in English"), "", section=_TEXTS),
    Setting("footer_id", _l("Foot of every page in Indonesian"), "", "paragraph", section=_TEXTS),
    Setting("footer_en", _l("Foot of every page in English"), "", "paragraph", section=_TEXTS),
)


def init_app(app: Flask) -> None:
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    """What the layout shows of the settings."""
    logo = get("logo")
    return {
        "city_name": get("city_name"),
        "portal_name": get("portal_name"),
        "site_name": site_name(get("portal_name"), get("city_name")),
        "contact_email": get("contact_email"),
        "announcement": in_language_of_reader("announcement"),
        "footer_text": in_language_of_reader("footer"),
        "logo_url": url_for("settings.logo", v=logo["key"][:12]) if logo else None,
        "theme_url": url_for("settings.theme", v=version()) if get("band_colour") != "#0b4653" else None,
    }
