"""Tables through DuckDB: reading CSV safely, profiling columns, writing other formats.

Every connection is in memory, on one thread, with bounded memory and, once its file is open, without
access to any other. Column names come from strangers and are always quoted.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import xlsxwriter
from flask_babel import gettext as _

from civic.errors import Invalid

MAX_ROWS, MAX_COLUMNS, MAX_XLSX_ROWS = 5_000_000, 300, 1_048_000
# Identifiers that only look like numbers: leading zeros, region codes (36.71.01), postcodes, phone numbers.
_CODE_NAME = re.compile(
    r"(^|_)(kode|code|id|nik|pos|kodepos|postcode|postal|telp|telepon|hp|phone|bps|rt|rw|npsn)", re.I
)
_QUOTED = re.compile(r'"[^"]*"')
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,14})[.,]\d{1,12}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def normalise_csv(stream: BinaryIO, target: Path) -> None:
    """Rewrite an uploaded CSV as UTF-8 with commas; raises Invalid at `file` with the line that is wrong."""
    data = stream.read()
    text = _decode(data)
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max((",", ";", "\t", "|"), key=_QUOTED.sub("", head).count)
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        try:
            header = [name.strip() for name in next(reader, [])]
            _check_header(header)
            writer.writerow(header)
            count = 0
            for cells in reader:
                if not any(cells):
                    continue
                if len(cells) != len(header):
                    message = _(
                        "Line %(line)s has %(found)s values; the first line names %(wanted)s columns.",
                        line=reader.line_num,
                        found=len(cells),
                        wanted=len(header),
                    )
                    raise Invalid("file", message)
                writer.writerow([cell.strip() for cell in cells])
                count += 1
        except csv.Error:
            raise Invalid(
                "file", _("Line %(line)s cannot be read: check its quotation marks.", line=reader.line_num)
            ) from None
    if not count:
        raise Invalid("file", _("The file has column names but no rows."))
    if count > MAX_ROWS:
        raise Invalid("file", _("The file has more than %(num)s rows.", num=MAX_ROWS))


def _decode(data: bytes) -> str:
    if not data.strip():
        raise Invalid("file", _("The file is empty."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data:
        raise Invalid("file", _("This is not a text file. Save the table as CSV (UTF-8)."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _check_header(header: list[str]) -> None:
    if not header or not all(header):
        raise Invalid("file", _("Every column needs a name in the first line."))
    if len({name.lower() for name in header}) < len(header):
        raise Invalid("file", _("Two columns have the same name."))
    if len(header) > MAX_COLUMNS:
        raise Invalid("file", _("The file has more than %(num)s columns.", num=MAX_COLUMNS))


@contextmanager
def connect(path: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory; with a path, its Parquet file is the view `data`, and nothing else can be opened."""
    connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "512MB"})
    try:
        if path is not None:
            connection.execute(f"CREATE TABLE data AS SELECT * FROM read_parquet({literal(str(path))})")
            connection.execute("SET enable_external_access = false")
        yield connection
    finally:
        connection.close()


def csv_to_parquet(source: Path, target: Path) -> None:
    """A Parquet copy with typed columns; what looks like a code stays text."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        kinds = _kinds(header, rows)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    casts = ", ".join(_cast(name, kind) for name, kind in zip(header, kinds, strict=True))
    with connect() as connection:
        connection.execute(
            f"COPY (SELECT {casts} FROM read_csv({literal(str(source))}, header=true, delim=',', quote='\"', "
            f"escape='\"', nullstr='', columns={{{columns}}})) TO {literal(str(target))} (FORMAT parquet)"
        )


def _kinds(header: list[str], rows: Iterator[list[str]]) -> list[str]:
    """integer, decimal, date or text for each column: the narrowest that holds every value."""
    open_kinds = [{"integer", "decimal", "date"} if not _CODE_NAME.search(name) else set() for name in header]
    seen = [False] * len(header)
    for cells in rows:
        for index, cell in enumerate(cells):
            kinds = open_kinds[index]
            if not cell or not kinds:
                continue
            seen[index] = True
            if "integer" in kinds and not _INTEGER.fullmatch(cell):
                kinds.discard("integer")
            if "decimal" in kinds and not (_DECIMAL.fullmatch(cell) or _INTEGER.fullmatch(cell)):
                kinds.discard("decimal")
            if "date" in kinds and not _DATE.fullmatch(cell):
                kinds.discard("date")
    return [
        next((kind for kind in ("integer", "decimal", "date") if kind in kinds and told), "text")
        for kinds, told in zip(open_kinds, seen, strict=True)
    ]


def _cast(name: str, kind: str) -> str:
    column = quoted(name)
    match kind:
        case "integer":
            return f"CAST({column} AS BIGINT) AS {column}"
        case "decimal":
            return f"CAST(replace({column}, ',', '.') AS DOUBLE) AS {column}"
        case "date":
            return f"TRY_CAST({column} AS DATE) AS {column}"
    return column


def profile(path: Path) -> tuple[int, list[dict[str, Any]]]:
    """Row count, and for each column its kind, gaps, distinct values, range and most frequent values."""
    with connect(path) as connection:
        described = connection.execute("DESCRIBE data").fetchall()
        total = connection.execute("SELECT count(*) FROM data").fetchone()
        return int(total[0]) if total else 0, [_column(connection, row[0], row[1]) for row in described]


def _column(connection: duckdb.DuckDBPyConnection, name: str, kind: str) -> dict[str, Any]:
    column = quoted(name)
    is_number = kind in ("BIGINT", "DOUBLE")
    mean = f"avg({column})" if is_number else "NULL"
    row = connection.execute(
        f"SELECT count(*) - count({column}), count(DISTINCT {column}), min({column}), max({column}), {mean} FROM data"
    ).fetchone()
    assert row is not None
    top = (
        []
        if is_number
        else connection.execute(
            f"SELECT {column}, count(*) AS n FROM data WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1 LIMIT 3"
        ).fetchall()
    )
    return {
        "name": name,
        "kind": {"BIGINT": "integer", "DOUBLE": "decimal", "DATE": "date"}.get(kind, "text"),
        "missing": row[0],
        "distinct": row[1],
        "minimum": _plain(row[2]),
        "maximum": _plain(row[3]),
        "mean": round(row[4], 2) if row[4] is not None else None,
        "top": [[_plain(value), count] for value, count in top],
    }


def preview(path: Path, limit: int) -> tuple[list[str], list[list[Any]]]:
    """Column names and the first rows."""
    with connect(path) as connection:
        result = connection.execute("SELECT * FROM data LIMIT ?", [limit])
        names = [item[0] for item in result.description or ()]
        return names, [[_plain(cell) for cell in row] for row in result.fetchall()]


def points(path: Path, label: str, value: str, limit: int) -> list[tuple[str, float]]:
    """(label, value) pairs for a chart, in the table's order."""
    with connect(path) as connection:
        rows = connection.execute(
            f"SELECT CAST({quoted(label)} AS VARCHAR), CAST({quoted(value)} AS DOUBLE) FROM data "
            f"WHERE {quoted(label)} IS NOT NULL AND {quoted(value)} IS NOT NULL LIMIT ?",
            [limit],
        ).fetchall()
    return [(str(row[0]), float(row[1])) for row in rows]


def export(path: Path, kind: str, *, disarm: bool = False) -> bytes:
    """The table as csv, json, xlsx or parquet.

    With `disarm` text cells that a spreadsheet would take for a formula are led by an apostrophe: for free
    text written by strangers, never for figures.
    """
    if kind == "parquet":
        return path.read_bytes()
    with connect(path) as connection:
        result = connection.execute("SELECT * FROM data")
        names = [item[0] for item in result.description or ()]
        if kind == "json":
            rows = [dict(zip(names, map(_plain, row), strict=True)) for row in result.fetchall()]
            return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
        batches = iter(lambda: result.fetchmany(10_000), [])
        if kind == "xlsx":
            return _xlsx(names, batches)
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(names)
        for batch in batches:
            writer.writerows([_cell(value, disarm) for value in row] for row in batch)
        return file.getvalue().encode()


def write_parquet(names: Sequence[str], kinds: Sequence[str], rows: Iterator[Sequence[Any]], target: Path) -> None:
    """A Parquet file of rows; kinds are DuckDB types."""
    columns = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in zip(names, kinds, strict=True))
    with connect() as connection, tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows)
        file.flush()
        connection.execute(
            f"COPY (SELECT * FROM read_json({literal(file.name)}, format = 'newline_delimited', "
            f"columns = {{{columns}}}, maximum_object_size = 33554432)) TO {literal(str(target))} (FORMAT parquet)"
        )


def quoted(name: str) -> str:
    """A column name that can stand in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string that can stand in SQL."""
    return "'" + text.replace("'", "''") + "'"


def _xlsx(names: list[str], batches: Iterator[list[tuple[Any, ...]]]) -> bytes:
    file = io.BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet("data")
    sheet.write_row(0, 0, names, book.add_format({"bold": True}))
    line = 0
    for batch in batches:
        for row in batch:
            line += 1
            if line < MAX_XLSX_ROWS:
                sheet.write_row(line, 0, [_plain(value) for value in row])
    book.close()
    return file.getvalue()


def _cell(value: Any, disarm: bool) -> Any:
    if disarm and isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return "" if value is None else _plain(value)


def _plain(value: Any) -> Any:
    return value if isinstance(value, (int, float, str, bool, type(None))) else str(value)
