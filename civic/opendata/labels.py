"""Words and figures of tables as people read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.opendata.values import Column
from civic.tabular.kinds import Kind
from civic.web.filters import long_date, number

_KINDS: dict[str, LazyString] = {
    "text": _l("text"),
    "integer": _l("whole number"),
    "decimal": _l("number"),
    "date": _l("date"),
}
_READINGS: dict[str, LazyString] = {Kind.CODE: _l("code"), Kind.YEAR: _l("year")}
# What a steward chooses from. Figures are shown as they would be typed.
CHOICES: dict[Kind, LazyString] = {
    Kind.TEXT: _l("Text"),
    Kind.CODE: _l("Code (never added up, zeros stay)"),
    Kind.FIGURE_COMMA: _l("Figure, written 1.234,5"),
    Kind.FIGURE_POINT: _l("Figure, written 1,234.5"),
    Kind.YEAR: _l("Year"),
    Kind.DAY: _l("Date"),
}


def kind_label(column: Column) -> LazyString:
    """What a column holds, in a word."""
    return _READINGS.get(column.reading) or _KINDS[column.kind]


def cell_text(value: Any, column: Column) -> str:
    """A cell in the reader's language: figures grouped, codes and years as they are, days in words."""
    if value is None:
        return ""
    if column.is_figure and isinstance(value, (int, float)):
        return number(value)
    if column.kind == "date" and isinstance(value, str):
        return long_date(date.fromisoformat(value))
    return str(value)


def live_text(cell: Any) -> str:
    """A cell of a live table, whose columns have no kinds: numbers as the reader writes them, else as in the files."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(_("yes") if cell else _("no"))
    return number(cell) if isinstance(cell, (int, float)) else str(cell)
