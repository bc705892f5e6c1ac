"""From a file as it came to a stored table: read, its columns decided, kept as Parquet, profiled."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from civic.core.files import path_of, store
from civic.core.uploads import File
from civic.opendata import tables
from civic.opendata.models import Resource
from civic.opendata.values import Chart, Column, Preview
from civic.tabular import Table, TableError, open_table, sheet_names
from civic.tabular.errors import N_
from civic.tabular.kinds import Kind, Reading, readings

MAX_ROWS, MAX_COLUMNS = 5_000_000, 300
_STORAGE = {"text": "VARCHAR", "integer": "BIGINT", "decimal": "DOUBLE", "date": "DATE"}


@dataclass(frozen=True)
class Draft:
    """What a file would become: shown before anything is published."""

    columns: list[Column]
    rows: list[list[Any]]
    row_count: int
    sheet: str
    notes: list[TableError]
    is_ambiguous: frozenset[str]


@dataclass(frozen=True)
class Stored:
    """A table that was stored, with all that its pages show."""

    parquet_key: str
    row_count: int
    columns: list[Column]
    notes: list[TableError]


def sheets(file: File) -> list[str]:
    """The sheets that could be meant, where there are several."""
    names = sheet_names(file.path)
    return names if len(names) > 1 else []


def draft(file: File, sheet: str | None, chosen: Mapping[str, Kind]) -> Draft:
    """How the file would be read. Raises TableError."""
    table = _open(file, sheet)
    kinds = _decide(table, chosen)
    rows: list[list[Any]] = []
    count = 0
    for count, row in enumerate(_cells(table, kinds), 1):
        if count <= tables.PREVIEW_ROWS:
            rows.append([_shown(cell, kind) for cell, kind in zip(row, kinds, strict=True)])
    columns = [_column(Column(name, kind.storage), kind, chosen) for name, kind in zip(table.names, kinds, strict=True)]
    ambiguous = frozenset(name for name, kind in zip(table.names, kinds, strict=True) if kind.is_ambiguous)
    return Draft(columns, rows, count, table.sheet, list(table.notes), ambiguous)


def ingest(file: File, sheet: str | None, chosen: Mapping[str, Kind]) -> Stored:
    """Store the table of a file. Raises TableError."""
    table = _open(file, sheet)
    kinds = _decide(table, chosen)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        tables.write_parquet(table.names, [_STORAGE[kind.storage] for kind in kinds], _cells(table, kinds), path)
        row_count, profile = tables.profile(path)
        with path.open("rb") as written:
            parquet = store(written)
    columns = [_column(column, kind, chosen) for column, kind in zip(profile, kinds, strict=True)]
    return Stored(parquet.key, row_count, columns, list(table.notes))


def preview(parquet_key: str, chart: Chart | None) -> Preview:
    """What pages show of a stored table."""
    path = path_of(parquet_key)
    return Preview(tables.first_rows(path), tables.points(path, chart))


def preview_of(resource: Resource) -> Preview:
    """The stored preview of a table's newest version; made anew where none was stored with it."""
    return resource.preview if resource.preview.rows else preview(resource.newest.parquet_key, resource.chart)


def guess_chart(columns: Sequence[Column], row_count: int) -> Chart | None:
    """Bars of the last figures by the first names, where there are few enough to read."""
    labels = [c.name for c in columns if c.is_name and c.distinct == row_count]
    named = [name for name in labels if "nama" in name.lower() or "name" in name.lower()]
    values = [c.name for c in columns if c.is_figure and c.distinct > 1]
    if not (labels and values) or row_count > tables.MAX_POINTS:
        return None
    return Chart("bar", (named or labels)[0], values[-1])


def _open(file: File, sheet: str | None) -> Table:
    table = open_table(file.path, sheet or None, filename=file.name)
    if len(table.names) > MAX_COLUMNS:
        raise TableError(N_("the file has more than %(most)s columns"), most=MAX_COLUMNS)
    return table


def _decide(table: Table, chosen: Mapping[str, Kind]) -> list[Reading]:
    return readings(table, [chosen.get(name) for name in table.names])


def _cells(table: Table, kinds: Sequence[Reading]) -> Iterator[list[str | None]]:
    count = 0
    for count, row in enumerate(table.rows(), 1):
        if count > MAX_ROWS:
            raise TableError(N_("the file has more than %(most)s rows"), row.line, most=MAX_ROWS)
        try:
            yield [kind.read(cell) for kind, cell in zip(kinds, row.cells, strict=True)]
        except TableError as error:
            error.line = row.line
            raise
    if not count:
        raise TableError(N_("the file has column names but no rows"))


def _shown(cell: str | None, reading: Reading) -> Any:
    if cell is not None and reading.storage in ("integer", "decimal"):
        return int(cell) if reading.storage == "integer" else float(cell)
    return tables.shown(cell)


def _column(column: Column, reading: Reading, chosen: Mapping[str, Kind]) -> Column:
    return replace(column, reading=str(reading.kind), is_chosen=column.name in chosen)
