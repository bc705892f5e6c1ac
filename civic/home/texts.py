"""What the city says on the front page and about the portal; until it says something, the portal's own words stand."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import LazyString, force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.core.settings import get, in_language_of_reader
from civic.modules import Setting

_FRONT, _ABOUT = _l("Front page"), _l("About this portal")
MAX_HEADLINE, MAX_LEAD, MAX_ABOUT = 80, 300, 20_000


def headline() -> str:
    """The large line of the front page."""
    return in_language_of_reader("headline") or _own_headline()


def lead() -> str:
    """The sentences below it."""
    return in_language_of_reader("lead") or _own_lead()


def about() -> str:
    """The city's own page about the portal, in Markdown; empty where it has none."""
    return in_language_of_reader("about")


def _own_headline() -> str:
    return _("Have your say before %(city)s decides", city=get("city_name"))


def _own_lead() -> str:
    return _(
        "Read what is planned, say what you think in a minute, and see what became of it: every comment is read, and"
        " every theme gets the city's answer."
    )


def _in(language: str, text: Callable[[], str]) -> LazyString:
    def said() -> str:
        with force_locale(language):
            return text()

    return LazyString(said)


SETTINGS = (
    Setting(
        "headline_id",
        _l("Headline in Indonesian"),
        "",
        section=_FRONT,
        hint=_l("Empty: the portal's own, shown in the field."),
        max_length=MAX_HEADLINE,
        placeholder=_in("id", _own_headline),
        language="id",
    ),
    Setting(
        "headline_en",
        _l("Headline in English"),
        "",
        section=_FRONT,
        max_length=MAX_HEADLINE,
        placeholder=_in("en", _own_headline),
        language="en",
    ),
    Setting(
        "lead_id",
        _l("Sentences below the headline in Indonesian"),
        "",
        "paragraph",
        section=_FRONT,
        hint=_l("Empty: the portal's own, shown in the field."),
        max_length=MAX_LEAD,
        placeholder=_in("id", _own_lead),
        language="id",
    ),
    Setting(
        "lead_en",
        _l("Sentences below the headline in English"),
        "",
        "paragraph",
        section=_FRONT,
        max_length=MAX_LEAD,
        placeholder=_in("en", _own_lead),
        language="en",
    ),
    Setting(
        "about_id",
        _l("Text of the page in Indonesian"),
        "",
        "paragraph",
        section=_ABOUT,
        hint=_l("Markdown is understood. Empty: the portal's own text, as the page shows it."),
        max_length=MAX_ABOUT,
        language="id",
    ),
    Setting(
        "about_en",
        _l("Text of the page in English"),
        "",
        "paragraph",
        section=_ABOUT,
        max_length=MAX_ABOUT,
        language="en",
    ),
)
