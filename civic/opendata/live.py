"""What the portal itself knows as open data: tables that modules offer, read anew for whoever asks, and figures.

Nothing here is about a person. Modules see to it, and what looks like a contact or an identity number within a text
is masked besides, as in every download.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from civic.analysis import mask
from civic.config import settings
from civic.errors import CivicError
from civic.modules import Indicator, OpenTable, registry
from civic.opendata.errors import NoDataset
from civic.web.downloads import csv_lines

FORMATS = ("csv", "json")
SHOWN = 15
Cell = None | bool | int | float | str


class Unavailable(CivicError):
    """A module's table that cannot be read now."""

    status = 503
    default = _l("This table cannot be read at the moment. We have been told; please try again later.")


@dataclass(frozen=True)
class Figure:
    """An indicator and what it is now."""

    part: Indicator
    value: int | Decimal


def table_of(slug: str) -> OpenTable:
    """The live table at this address; raises NoDataset."""
    for table in registry().tables:
        if table.slug == slug:
            return table
    raise NoDataset


def figures() -> list[Figure]:
    """The figures of all modules that have one now; one that fails is told to the administration and left out."""
    found = registry()
    values = [(part, found.attempt(part, f"indicator {part.name}", part.value, None)) for part in found.indicators]
    return [Figure(part, value) for part, value in values if value is not None]


def first_rows(table: OpenTable) -> list[list[Cell]] | None:
    """The beginning of a table, None when it cannot be read; no more of it is read than is shown."""
    return registry().attempt(table, _part(table), partial(_first, table), None)


def write(table: OpenTable, kind: str, target: Path) -> None:
    """The whole table as csv or json, written in pieces.

    Raises:
        Unavailable: the module failed; nothing is handed out.
    """
    try:
        with target.open("wb") as file:
            file.writelines(csv_lines(_csv(table)) if kind == "csv" else _json(table))
    except OSError:
        raise  # the disk, not the module
    except Exception as error:
        registry().failed(table, _part(table), error)
        raise Unavailable from error
    registry().works(table, _part(table))


def _part(table: OpenTable) -> str:
    return f"table {table.slug}"


def _first(table: OpenTable) -> list[list[Cell]]:
    with closing(_rows(table)) as rows:
        return list(islice(rows, SHOWN))


def _rows(table: OpenTable) -> Generator[list[Cell], None, None]:
    zone, width = ZoneInfo(settings().time_zone), len(table.columns)
    for row in table.rows():
        if len(row) != width:
            raise ValueError(f"a row of {len(row)} cells for {width} columns")
        yield [_plain(cell, zone) for cell in row]


def _plain(cell: Any, zone: ZoneInfo) -> Cell:
    """A cell as files hold it: times in the city's zone, which they name."""
    if cell is None or isinstance(cell, (bool, int, float)):
        return cell
    if isinstance(cell, datetime):
        return cell.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return mask(str(cell))


def _csv(table: OpenTable) -> Iterator[Sequence[str]]:
    yield list(table.columns)
    for row in _rows(table):
        yield [_text(cell) for cell in row]


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def _json(table: OpenTable) -> Iterator[bytes]:
    """An array of objects, one a line."""
    names = list(table.columns)
    lines = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in _rows(table))
    first = next(lines, None)
    if first is None:
        yield b"[]\n"
        return
    for begin, line in chain([("[\n", first)], ((",\n", line) for line in lines)):
        yield (begin + line).encode()
    yield b"\n]\n"


def _indicators() -> Iterator[Sequence[Any]]:
    for figure in figures():
        part = figure.part
        yield part.name, part.label, figure.value, part.unit, part.period, part.source


INDICATORS = OpenTable(
    "indicators",
    _l("The portal in figures"),
    {
        "name": _l("Short name, the same in every language"),
        "label": _l("What is counted"),
        "value": _l("The figure at this moment"),
        "unit": _l("Unit"),
        "period": _l("The time it is about"),
        "source": _l("What it is counted from"),
    },
    _indicators,
    _l("How much is asked, said and answered here, each with its unit, period and source."),
)
