"""Days and times as people and programs write them; a time without a zone is the city's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from enum import StrEnum

from civic.tabular.errors import N_, TableError
from civic.tabular.table import Cell

EARLIEST, LATEST = 1990, 2100
_EXCEL_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_EXCEL_DAYS = (32_874, 73_415)  # 1990 to 2100
_ZONES = {"wib": 7, "wita": 8, "wit": 9, "utc": 0, "gmt": 0, "z": 0}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb pebruari", "maret march mar", "april apr", "mei may",
            "juni june jun", "juli july jul", "agustus august aug agt agu ags", "september sept sep",
            "oktober october okt oct", "november nov nop nopember", "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_DAY_NAMES = r"(?:(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|mon|tues?|wed|wednes|thu|thurs?|fri|sat|satur|sun)(?:day)?,?\s+)?"  # noqa: E501
_NUMERIC = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})")
_NAMED = re.compile(_DAY_NAMES + r"(\d{1,2})[\s.-]+([a-z]+)\.?,?[\s-]+(\d{4})", re.I)
_NAMED_FIRST = re.compile(_DAY_NAMES + r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.I)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(
    r"(?:,?\s*(?:pukul|jam|at|pkl\.?)?\s*|T)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?"
    r"\s*(wib|wita|wit|utc|gmt|z|[-+]\d{2}:?\d{2})?",
    re.I,
)
_COMPACT_TIME = re.compile(r"(\d{8})T?(\d{2})(\d{2})(\d{2})?(Z?)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e\+\d+)?", re.I)


class Order(StrEnum):
    """Which comes first in 03/04/2026."""

    DAY = "day"
    MONTH = "month"


def order_of(cells: Iterable[Cell]) -> Order:
    """The order that all days of a column fit; the day comes first unless only the other can be."""
    month_first = False
    for cell in cells:
        match = _NUMERIC.match(cell.strip()) if isinstance(cell, str) else None
        if match is None or len(match[1]) > 2:
            continue
        if int(match[1]) > 12:
            return Order.DAY
        month_first |= int(match[3]) > 12
    return Order.MONTH if month_first else Order.DAY


def day_of(text: str, order: Order = Order.DAY, *, with_compact: bool = False) -> date | None:
    """The day that a text names and nothing else; None where it names none, or one that does not exist."""
    found = _day(text.strip(), order)
    if found is None and with_compact and (match := _COMPACT.fullmatch(text.strip())):
        found = _made(match[1], match[2], match[3]), len(text.strip())
    return found[0] if found and found[0] and found[1] == len(text.strip()) else None


def moment_of(cell: Cell, zone: tzinfo, order: Order = Order.DAY) -> datetime:
    """The moment that a cell of a time column names, aware, in UTC.

    ISO 8601; day, month and year with or without a clock; milliseconds or seconds since 1970 (as exports of
    other systems write); the day numbers of spreadsheets.

    Raises:
        TableError: the cell names no moment, or one that cannot be right.
    """
    try:
        moment = _moment(cell, zone, order)
        if moment is not None and EARLIEST <= moment.year < LATEST:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise TableError(
        N_("%(text)s names no time; write 2026-11-23T13:45:00+07:00 or 23/11/2026 13:45"), text=repr(str(cell)[:40])
    )


def _moment(cell: Cell, zone: tzinfo, order: Order) -> datetime | None:
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=zone)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=zone)
    text = " ".join(str(cell).split())
    if match := _COMPACT_TIME.fullmatch(text):
        made = _made(match[1][:4], match[1][4:6], match[1][6:])
        if made and EARLIEST <= made.year < LATEST and int(match[2]) < 24 and int(match[3]) < 60:
            midnight = datetime(made.year, made.month, made.day, tzinfo=UTC if match[5] else zone)
            return midnight.replace(hour=int(match[2]), minute=int(match[3]), second=int(match[4] or 0))
    if _NUMBER.fullmatch(text):
        return _from_number(text, zone)
    found = _day(text, order)
    if found is None or found[0] is None:
        return _by_standards(text, zone)
    day, rest = found[0], text[found[1] :]
    moment = datetime(day.year, day.month, day.day, tzinfo=zone)
    return _at_clock(moment, rest) if rest else moment


def _at_clock(day: datetime, text: str) -> datetime | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return _by_standards(day.date().isoformat() + text, day.tzinfo) if text[0] in " T" else None
    hour, half = int(match[1]), (match[4] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    moment = day.replace(hour=hour, minute=int(match[2]), second=int(match[3] or 0))
    name = (match[5] or "").lower()
    if name in _ZONES:
        return moment.replace(tzinfo=timezone(timedelta(hours=_ZONES[name])))
    if name:
        sign, hours, minutes = (-1 if name[0] == "-" else 1), int(name[1:3]), int(name[-2:])
        return moment.replace(tzinfo=timezone(sign * timedelta(hours=hours, minutes=minutes)))
    return moment


def _by_standards(text: str, zone: tzinfo | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _from_number(text: str, zone: tzinfo) -> datetime | None:
    """20261123, a spreadsheet's day number, or seconds or milliseconds since 1970; never a bare year."""
    if match := _COMPACT.fullmatch(text):
        day = _made(match[1], match[2], match[3])
        return datetime(day.year, day.month, day.day, tzinfo=zone) if day else None
    value = float(text)
    if _EXCEL_DAYS[0] <= value < _EXCEL_DAYS[1]:
        return (_EXCEL_ZERO + timedelta(seconds=round(value * 86_400))).replace(tzinfo=zone)
    for unit in (1, 1_000, 1_000_000, 1_000_000_000):
        seconds = value / unit
        if 631_152_000 <= seconds < 4_102_444_800:
            return datetime.fromtimestamp(int(text) / unit if text.isdecimal() and unit > 1 else seconds, UTC)
    return None


def _day(text: str, order: Order) -> tuple[date | None, int] | None:
    """The day at the start of a text and where it ends; a day that does not exist is (None, end)."""
    if match := _NUMERIC.match(text):
        first, last = match[1], match[4]
        if len(first) == 4 and len(last) <= 2 and match[2] != ".":
            return _made(first, match[3], last), match.end()
        if len(first) <= 2 and len(last) in (2, 4):
            day, month = (first, match[3]) if order is Order.DAY else (match[3], first)
            return _made(last if len(last) == 4 else f"20{last}", month, day), match.end()
        return None
    if (match := _NAMED.match(text)) and (month_number := _MONTHS.get(match[2].lower())):
        return _made(match[3], str(month_number), match[1]), match.end()
    if (match := _NAMED_FIRST.match(text)) and (month_number := _MONTHS.get(match[1].lower())):
        return _made(match[3], str(month_number), match[2]), match.end()
    return None


def _made(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
