"""A stored table in the formats that people's tools open, written to a file in pieces.

CSV begins with a byte order mark, without which Excel on Windows spoils every é, and its text cells cannot
become formulas. Times without a zone in older files are UTC, and say so.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from civic.opendata.tables import connect, literal, quoted
from civic.web.downloads import FORMULA, NUMBER

if TYPE_CHECKING:
    import duckdb

SHEET_ROWS = 1_048_576
_LONGEST_CELL, _CUT = 32_767, " […]"
_BATCH = 2_000


def write(source: Path, kind: str, target: Path) -> None:
    """The Parquet file `source` as csv, json, xlsx or parquet at `target`."""
    if kind == "parquet":
        shutil.copyfile(source, target)
        return
    body = target.with_name(target.name + ".body")
    with connect(source, writes=[target, body]) as connection:
        described = connection.execute("DESCRIBE data").fetchall()
        names, kinds = [row[0] for row in described], [row[1] for row in described]
        if kind == "xlsx":
            _write_xlsx(connection, names, kinds, target)
        elif kind == "json":
            columns = ", ".join(map(_readable, names, kinds))
            _copy(connection, columns, target, "FORMAT json, ARRAY true")
        else:
            columns = ", ".join(map(_disarmed, names, kinds))
            try:
                _copy(connection, columns, body, "FORMAT csv, HEADER false")
                with target.open("wb") as file, body.open("rb") as rows:
                    _write_header(file, names)
                    shutil.copyfileobj(rows, file)
            finally:
                body.unlink(missing_ok=True)


def _copy(connection: duckdb.DuckDBPyConnection, columns: str, target: Path, options: str) -> None:
    connection.execute(f"COPY (SELECT {columns} FROM data) TO {literal(str(target))} ({options}, USE_TMP_FILE false)")


def _readable(name: str, kind: str) -> str:
    """A column as it is, but times with their zone."""
    if kind == "TIMESTAMP":
        return f"strftime({quoted(name)}, '%Y-%m-%dT%H:%M:%SZ') AS {quoted(name)}"
    return quoted(name)


def _disarmed(name: str, kind: str) -> str:
    """A column whose text no spreadsheet takes for a formula; what is written as a number is none."""
    if kind != "VARCHAR":
        return _readable(name, kind)
    column = quoted(name)
    return (
        f"CASE WHEN regexp_full_match({column}, {literal(NUMBER)}) THEN {column} "
        f"ELSE regexp_replace({column}, {literal(FORMULA)}, '\\1''\\2', 'g') END AS {column}"
    )


def _write_header(file: BinaryIO, names: list[str]) -> None:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\n").writerow([_disarmed_name(name) for name in names])
    file.write(line.getvalue().encode("utf-8-sig"))


def _disarmed_name(name: str) -> str:
    return "'" + name if name.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) else name


def _write_xlsx(connection: duckdb.DuckDBPyConnection, names: list[str], kinds: list[str], target: Path) -> None:
    """Sheets of at most as many rows as a sheet holds, each under the column names."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    import xlsxwriter  # late: most of what starts here needs no files

    with xlsxwriter.Workbook(str(target), options) as book:
        bold = book.add_format({"bold": True})
        rows = _rows(connection, names, kinds)
        row = next(rows, None)
        number = 0
        while row is not None or number == 0:
            number += 1
            sheet = book.add_worksheet("data" if number == 1 else f"data {number}")
            sheet.write_row(0, 0, names, bold)
            line = 1
            while row is not None and line < SHEET_ROWS:
                sheet.write_row(line, 0, map(_fitting, row))
                line, row = line + 1, next(rows, None)


def _rows(connection: duckdb.DuckDBPyConnection, names: list[str], kinds: list[str]) -> Iterator[tuple[Any, ...]]:
    result = connection.execute(f"SELECT {', '.join(map(_readable, names, kinds))} FROM data")
    while batch := result.fetchmany(_BATCH):
        yield from batch


def _fitting(value: Any) -> Any:
    """A cell that a sheet can hold; text that is too long is cut with a mark, never left out."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = str(value)
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT
