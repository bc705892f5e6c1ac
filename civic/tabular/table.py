"""A table in a file: where its column names stand, which lines are rows, and what stands around them."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from civic.tabular.delimited import Delimited, open_delimited
from civic.tabular.errors import N_, TableError
from civic.tabular.jsonfile import JsonRows, open_json
from civic.tabular.workbook import Sheet, filled_sheets, open_workbook

Cell = str | int | float | bool | date | datetime | None
MAX_COLUMNS = 1_000
MAX_NAME = 300
_LOOK_AHEAD = 30
_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_FOOTNOTE = re.compile(r"\W*(sumber|source|catatan|keterangan|ket|note|notes|report created|\*)(\W|$)", re.I)
_SURROGATE = re.compile("[\ud800-\udfff]")
# Control characters but tab and line end, and marks that turn the direction of what follows: nobody meant them as data.
_HIDDEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_NUMBER, _YEAR = re.compile(r"[-+]?\d[\d.,]*"), re.compile(r"(19|20)\d\d")


class Source(Protocol):
    """Raw rows with their lines, from the first line on; each call begins anew."""

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]: ...


@dataclass(frozen=True)
class Row:
    """One row: its line in the file (1 is the first) and a cell for each column."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Column names and, streamed, the rows below them."""

    names: tuple[str, ...]
    source: Source
    header_lines: frozenset[int]
    sheet: str = ""
    notes: list[TableError] = field(default_factory=list)

    @property
    def has_decimal_comma(self) -> bool:
        """Whether the file was written where the comma stands in decimals, and so not between cells."""
        return isinstance(self.source, Delimited) and self.source.separator == ";"

    def rows(self, refused: Callable[[TableError], None] | None = None) -> Iterator[Row]:
        """The rows, without blank ones and without the notes that stand below the table.

        Args:
            refused: takes the error of each row that does not fit the column names; such rows are passed over.

        Raises:
            TableError: at the first row that does not fit the column names, unless they are `refused`.
        """
        last_header = max(self.header_lines)
        held: list[Row] = []
        is_after_blank = False
        for line, cells in self.source.rows():
            if line <= last_header:
                continue
            try:
                row = self._row(line, cells)
            except TableError as error:
                if refused is None:
                    raise
                refused(error)
                continue
            if row is None:
                is_after_blank = True
                continue
            if self._may_be_note(row) and (held or is_after_blank or _FOOTNOTE.match(str(row.cells[0] or ""))):
                held.append(row)
                continue
            yield from held
            held = []
            is_after_blank = False
            yield row
        if held:
            self.notes[:] = [note for note in self.notes if note.sentence != _NOTES_BELOW]
            text = " ".join(str(row.cells[0]) for row in held)
            self.notes.append(TableError(_NOTES_BELOW, held[0].line, text=text[:100]))

    def needing(self, column: int) -> Table:
        """The same table, where it is an error that a row of JSON leaves this column out."""
        if not isinstance(self.source, JsonRows):
            return self
        return replace(self, source=replace(self.source, needed=self.source.names[column]))

    def _row(self, line: int, cells: Sequence[Cell]) -> Row | None:
        tidy = [_tidy(cell, line) for cell in cells]
        width = len(self.names)
        if not any(cell is not None for cell in tidy):
            return None
        if len(tidy) > width and all(cell is None for cell in tidy[width:]):
            del tidy[width:]
        if isinstance(self.source, Sheet):
            tidy += [None] * (width - len(tidy))
        if len(tidy) == 1 and width > 2:
            tidy += [None] * (width - 1)  # a note below the table; as a row in its midst it is refused below
            if not _FOOTNOTE.match(str(tidy[0])):
                raise TableError(_WIDTH, line, found=1, wanted=width)
        if len(tidy) != width:
            raise TableError(_WIDTH, line, found=len(tidy), wanted=width)
        return Row(line, tuple(tidy))

    def _may_be_note(self, row: Row) -> bool:
        return len(self.names) > 2 and row.cells[0] is not None and all(cell is None for cell in row.cells[1:])


_WIDTH = N_("%(found)s values where the column names are %(wanted)s")
_TITLE = N_("taken for a title: %(text)s")
_NOTES_BELOW = N_("left out from here on, as notes below the table: %(text)s")
_TWO_LINES = N_("the names of columns stand in two lines, which were joined")


def open_table(path: Path, sheet: str | None = None, *, filename: str = "") -> Table:
    """Recognise what the file is and where its table begins; `filename` where it is kept under another name.

    Raises:
        TableError: the file is none that can be read, or its columns have no (single) names.
    """
    if not path.is_file():
        raise TableError(N_("there is no such file"))
    source = _source(path, sheet, Path(filename or path.name).suffix.lower())
    head = list(itertools.islice(source.rows(), _LOOK_AHEAD))
    start = _header_at(head)
    if start is None:
        raise TableError(N_("the file is empty"))
    line, cells = head[start]
    names, lines, notes = _names(line, cells), {line}, []
    if isinstance(source, Sheet) and len(head) > start + 2:
        joined = _joined(cells, head[start + 1][1], head[start + 2][1])
        if joined is not None:
            names, lines = _names(line, joined), {line, head[start + 1][0]}
            notes.append(TableError(_TWO_LINES, line))
    _check_names(names, line)
    if above := " ".join(str(cell).strip() for _line, row in head[:start] for cell in row if not _is_blank(cell)):
        notes.insert(0, TableError(_TITLE, next(n for n, row in head if not _all_blank(row)), text=above[:100]))
    return Table(tuple(names), source, frozenset(lines), source.name if isinstance(source, Sheet) else "", notes)


def sheet_names(path: Path) -> list[str]:
    """The visible sheets with rows; none where the file is no workbook. Raises TableError."""
    with path.open("rb") as file:
        return filled_sheets(path) if file.read(4).startswith(_WORKBOOKS) else []


def _source(path: Path, sheet: str | None, suffix: str) -> Source:
    with path.open("rb") as file:
        start = file.read(2048)
    if not start.strip():
        raise TableError(N_("the file is empty"))
    if start.startswith(_WORKBOOKS):
        return open_workbook(path, sheet)
    if sheet is not None:
        raise TableError(N_("only workbooks have sheets; this file is none"))
    if suffix in (".json", ".jsonl", ".ndjson"):
        return open_json(path)
    if re.search(rb"<(!doctype html|html|table)\b", start, re.I):
        raise TableError(N_("this is a web page, whatever it is called; open it in a spreadsheet and save it as XLSX"))
    return open_delimited(path)


def _header_at(head: list[tuple[int, Sequence[Cell]]]) -> int | None:
    """Where the column names stand: the first row that is filled like the table, below titles of one or two cells."""
    filled = [sum(not _is_blank(cell) for cell in cells) for _line, cells in head]
    widest = max(filled, default=0)
    for index, count in enumerate(filled):
        is_title = (count <= 2 and count * 2 < widest) or count == 1 < widest
        if count and not is_title:
            return index
    return None


def _names(line: int, cells: Sequence[Cell]) -> list[str]:
    names = [" ".join(text_of(_tidy(cell, line)).split()) for cell in cells]
    while names and not names[-1]:
        del names[-1]
    return names


def _check_names(names: list[str], line: int) -> None:
    if len(names) > MAX_COLUMNS:
        raise TableError(N_("the file has more than %(most)s columns"), line, most=MAX_COLUMNS)
    for number, name in enumerate(names, 1):
        if not any(unicodedata.category(sign)[0] in "LNPS" for sign in name):  # nothing to be seen
            raise TableError(N_("column %(number)s has no name"), line, number=number)
        if len(name) > MAX_NAME:
            raise TableError(
                N_("the name of column %(number)s is longer than %(most)s letters"), line, number=number, most=MAX_NAME
            )
    if all(_NUMBER.fullmatch(name) for name in names) and not all(_YEAR.fullmatch(name) for name in names):
        raise TableError(N_("these are values; put a line with the names of the columns above them"), line)
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise TableError(N_("two columns are called %(name)s"), line, name=name[:60])
        seen.add(name.casefold())


def _joined(upper: Sequence[Cell], lower: Sequence[Cell], row: Sequence[Cell]) -> list[Cell] | None:
    """Names that stand in two lines, as merged cells leave them: the upper goes on to the right where it is blank."""
    is_second = _is_blank(lower[0]) and not _is_blank(row[0]) and not _all_blank(lower)
    covers = all(not _is_blank(a) or not _is_blank(b) for a, b in zip(upper, lower, strict=False))
    has_gaps = any(_is_blank(a) for a in upper) or sum(map(_is_blank, lower)) * 2 > len(lower)
    if not (is_second and covers and has_gaps):
        return None
    names: list[Cell] = []
    group: Cell = None
    for above, below in zip(upper, lower, strict=False):
        group = group if _is_blank(above) else above
        names.append(" ".join(text_of(part) for part in (group, below) if not _is_blank(part)))
    return names


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _all_blank(cells: Sequence[Cell]) -> bool:
    return all(map(_is_blank, cells))


def _tidy(cell: Cell, line: int) -> Cell:
    """Without spaces around it; None where nothing is left."""
    if not isinstance(cell, str):
        return cell
    if _SURROGATE.search(cell):
        raise TableError(N_("a character here is only half of one"), line)
    if "\x00" in cell:
        raise TableError(N_("this is not a text file"), line)
    return _HIDDEN.sub("", cell).strip() or None


def text_of(cell: Cell) -> str:
    """A cell as a person would type it; whole numbers without decimals, days in ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return str(cell)
