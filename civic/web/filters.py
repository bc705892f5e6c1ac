"""Dates, numbers and durations as the visitor's language writes them.

A page of comments formats a hundred dates; each (minute, locale) is formatted once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.numbers import format_decimal, format_percent
from flask import Flask
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup, escape

from civic.config import settings
from civic.web.days import ends_a_day, last_day

_ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def init_app(app: Flask) -> None:
    for function in (
        *(long_date, long_datetime, closing, period, timeleft),
        *(number, percent, filesize, isoformat, said, shortened, marked, pairs),
    ):
        app.add_template_filter(function)


def period(start: datetime, end: datetime | None) -> str:
    """1 November 2026 – 10 November 2026: from a first day to a last one."""
    return f"{long_date(start)} – {closing(end)}" if end else long_date(start)


def shortened(text: object, length: int) -> str:
    """The beginning of a text up to a whole word, and an ellipsis that takes the place of the last stop or comma."""
    whole = str(text)
    if len(whole) <= length + len("…"):
        return whole
    return (
        whole[: length + 1].rpartition(" ")[0].rstrip(" .,;:–-") + "…"
        if " " in whole[:length]
        else whole[:length] + "…"
    )


def marked(text: object, words: Iterable[str]) -> Markup:
    """The text, escaped, with each of the words marked where one begins with it."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    if not wanted:
        return escape(str(text))
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, wanted)) + ")", re.IGNORECASE)
    pieces = pattern.split(str(text))
    return Markup("").join(Markup("<mark>{}</mark>").format(p) if n % 2 else p for n, p in enumerate(pieces))


def long_date(value: date | datetime) -> str:
    """23 November 2026, in the city's zone."""
    return _date(value, _locale(), settings().time_zone)


def long_datetime(value: datetime) -> str:
    """23 November 2026 13.45 WIB, in the city's zone."""
    return _datetime(value.replace(second=0, microsecond=0), _locale(), settings().time_zone)


def closing(value: datetime) -> str:
    """When something ends, as people say it: by its last day, or by the hour where it ends in the midst of a day."""
    return long_date(last_day(value)) if ends_a_day(value) else long_datetime(value)


def datetime_formatter() -> Callable[[datetime], str]:
    """`long_datetime` with language and zone looked up once, for lists of many."""
    locale, zone = _locale(), settings().time_zone
    return lambda value: _datetime(value.replace(second=0, microsecond=0), locale, zone)


def isoformat(value: datetime) -> str:
    """For `datetime` attributes of <time>."""
    return value.replace(microsecond=0).isoformat()


def timeleft(end: datetime | None, now: datetime | None = None) -> str:
    """How long something stays open, in the largest sensible unit."""
    if end is None:
        return _("No closing date")
    seconds = (end - (now or datetime.now(UTC))).total_seconds()
    if seconds <= 0:
        return _("Closed")
    days, hours, minutes = int(seconds // 86400), int(seconds // 3600), max(1, int(seconds // 60))
    if days:
        return ngettext("%(num)s day left", "%(num)s days left", days)
    if hours:
        return ngettext("%(num)s hour left", "%(num)s hours left", hours)
    return ngettext("%(num)s minute left", "%(num)s minutes left", minutes)


def number(value: float) -> str:
    """1.234.567,89 in Indonesian."""
    return _number(value, _locale())


def percent(value: float) -> str:
    """A share of one, rounded to whole percent."""
    return _percent(value, _locale())


def filesize(size_bytes: int) -> str:
    """Bytes in kB or MB (powers of ten)."""
    if size_bytes < 1_000_000:
        return f"{number(max(1, round(size_bytes / 1000)))} kB"
    return f"{number(round(size_bytes / 1_000_000, 1))} MB"


class Said(str):
    """A text that knows its language, for the `lang` attribute of what shows it."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Said:
        said = super().__new__(cls, text)
        said.language = language
        return said


def said(thing: Any, name: str, language: str = "") -> Said:
    """A text of a row in the reader's language, or as it was written where nobody has translated it.

    `language` is that of the original where the row itself does not tell.
    """
    reader = _locale()
    own = language or thing.language
    translated = (thing.translations or {}).get(reader, {}).get(name, "") if reader != own else ""
    return Said(translated, reader) if translated else Said(getattr(thing, name), own)


def _locale() -> str:
    return str(get_locale() or "id")


@lru_cache(maxsize=4096)
def _date(value: date | datetime, locale: str, zone: str) -> str:
    local = value.astimezone(ZoneInfo(zone)) if isinstance(value, datetime) else value
    return babel_date(local, format="d MMMM y", locale=locale)


@lru_cache(maxsize=4096)
def _datetime(value: datetime, locale: str, zone: str) -> str:
    local = value.astimezone(ZoneInfo(zone))
    name = _ZONE_NAMES.get(zone) or local.tzname() or ""
    clock = "HH.mm" if locale == "id" else "HH:mm"
    return f"{babel_datetime(local, f'd MMMM y {clock}', locale=locale)} {name}"


@lru_cache(maxsize=1024)
def _number(value: float, locale: str) -> str:
    return format_decimal(value, locale=locale)


@lru_cache(maxsize=1024)
def _percent(value: float, locale: str) -> str:
    return format_percent(value, locale=locale)


def pairs(things: Iterable[Any], value: str = "", text: str = "") -> list[tuple[Any, Any]]:
    """(value, text) of things by the names of their attributes, for `select`; without names each thing twice."""
    return [(getattr(t, value) if value else t, getattr(t, text) if text else t) for t in things]
