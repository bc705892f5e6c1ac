"""Reading tables of comments: CSV, JSON Lines and XLSX, row by row, each with its line."""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from civic.analysis.errors import AnalysisError
from civic.analysis.types import Comment

TEXT_COLUMNS = (
    "comment-body",
    "text",
    "body",
    "comment",
    "komentar",
    "tanggapan",
    "isi",
    "saran",
    "pesan",
    "txt",
)
ID_COLUMNS = ("comment-id", "id", "no", "nomor")
MAX_CELL = 1_100_000
_SAMPLE_BYTES = 64_000
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Row:
    """One row: its line in the file (1 is the first) and its values by column name."""

    line: int
    values: dict[str, str]


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file, streamed. Raises AnalysisError that names the line where it cannot be read."""
    if not path.is_file():
        raise AnalysisError(f"{path}: there is no such file")
    kind = path.suffix.lower()
    if kind in (".jsonl", ".ndjson", ".json"):
        return _json_lines(path)
    if kind in (".xlsx", ".xls", ".ods"):
        return _sheet(path)
    return _csv(path)


def read_comments(path: Path, text_column: str | None = None, id_column: str | None = None) -> Iterator[Comment]:
    """The comments of a file; columns that are not named are recognised by their usual names."""
    rows = read_rows(path)
    first = next(rows, None)
    if first is None:
        raise AnalysisError(f"{path}: the file has no rows")
    text = pick_column(path, first, text_column, TEXT_COLUMNS)
    identity = pick_column(path, first, id_column, ID_COLUMNS, optional=True)
    seen: set[str] = set()
    for row in itertools.chain([first], rows):
        number = row.values.get(identity, "").strip() if identity else str(row.line)
        if not number:
            raise AnalysisError(f"{path}, line {row.line}: the column {identity!r} is empty")
        if number in seen:
            raise AnalysisError(f"{path}, line {row.line}: the id {number!r} occurs a second time")
        seen.add(number)
        yield Comment(number, row.values.get(text, "") if text else "")


def read_assignments(path: Path) -> dict[str, int | None]:
    """The assignments of an earlier result, as `civic analyse --json` writes it."""
    try:
        assignments = json.loads(path.read_text(encoding="utf-8"))["assignments"]
    except OSError as error:
        raise AnalysisError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError):
        raise AnalysisError(f"{path}: this is not a result of civic analyse --json") from None
    if not isinstance(assignments, dict) or not all(isinstance(t, int | None) for t in assignments.values()):
        raise AnalysisError(f"{path}: the assignments of this result are broken")
    return assignments


def pick_column(
    path: Path, row: Row, named: str | None, usual: tuple[str, ...], *, optional: bool = False
) -> str | None:
    """The column that was named, or the first of the usual names that the file has.

    Raises AnalysisError when the named one is missing, or (unless `optional`) none can be recognised.
    """
    if named is not None:
        if named not in row.values:
            raise AnalysisError(f"{path}: there is no column {named!r}; the columns are {', '.join(row.values)}")
        return named
    columns = {name.strip().lower(): name for name in row.values}
    found = next((columns[name] for name in usual if name in columns), None)
    if found is None and not optional:
        raise AnalysisError(
            f"{path}: which column holds the text? Name it with --text-column; the columns are {', '.join(row.values)}"
        )
    return found


def _csv(path: Path) -> Iterator[Row]:
    encoding = _encoding(path)
    csv.field_size_limit(MAX_CELL)
    try:
        with path.open(encoding=encoding, newline="") as file:
            head = file.readline()
            if not head.strip():
                return
            file.seek(0)
            delimiter = max((",", ";", "\t", "|"), key=_QUOTED.sub("", head).count)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            header = [name.strip() for name in next(reader, [])]
            if not any(header):
                raise AnalysisError(f"{path}, line 1: there are no column names")
            if len(set(header)) < len(header):
                raise AnalysisError(f"{path}, line 1: a column name occurs twice")
            start = reader.line_num + 1
            for cells in reader:
                if not any(cells):
                    start = reader.line_num + 1
                    continue
                if len(cells) != len(header):
                    raise AnalysisError(
                        f"{path}, line {start}: {len(cells)} values where the header names {len(header)} columns"
                    )
                yield Row(start, dict(zip(header, cells, strict=True)))
                start = reader.line_num + 1
    except UnicodeDecodeError:
        raise AnalysisError(f"{path}: the text is not UTF-8; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise AnalysisError(f"{path}, line {reader.line_num}: {error}") from None


def _encoding(path: Path) -> str:
    """UTF-8 where it can be that, else cp1252, which spreadsheets write; binary data is refused."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in sample:
        raise AnalysisError(f"{path}: this is not a text file")
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return "cp1252"
    return "utf-8-sig"


def _json_lines(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", errors="strict") as file:
        line = 0
        try:
            for line, text in enumerate(file, 1):
                if not text.strip():
                    continue
                value = json.loads(text)
                if not isinstance(value, dict):
                    raise AnalysisError(f"{path}, line {line}: this is not a JSON object")
                yield Row(line, {str(k): "" if v is None else str(v) for k, v in value.items()})
        except json.JSONDecodeError as error:
            raise AnalysisError(f"{path}, line {line}: {error.msg}") from None
        except UnicodeDecodeError:
            raise AnalysisError(f"{path}, line {line + 1}: the text is not UTF-8") from None


def _sheet(path: Path) -> Iterator[Row]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = iter(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows())
        header = [str(cell).strip() for cell in next(rows, [])]
    except (CalamineError, OSError) as error:
        raise AnalysisError(f"{path}: this workbook cannot be read ({error})") from None
    if not any(header) or len(set(header)) < len(header):
        raise AnalysisError(f"{path}, line 1: column names are missing or occur twice")
    for line, cells in enumerate(rows, 2):
        if any(cell != "" for cell in cells):
            yield Row(line, dict(zip(header, map(_cell, cells), strict=True)))


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
