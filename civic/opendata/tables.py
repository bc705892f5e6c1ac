"""Tables through DuckDB: storing rows as Parquet, profiling columns, first rows, points of charts.

Every connection is in memory, on one thread, with bounded memory, and reaches only the files it is given.
Column names come from strangers and are always quoted.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic.opendata.values import Chart, Column

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "96MB"
PREVIEW_ROWS, MAX_POINTS = 15, 60
_SHOWN_CHARACTERS = 80
_ROW_GROUP = 30_000
_KINDS = {"BIGINT": "integer", "DOUBLE": "decimal", "DATE": "date"}


@contextmanager
def connect(*sources: Path, writes: Sequence[Path] = (), alias: str = "data") -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory; a Parquet file that is named is the view `data`, and no other file can be reached."""
    import duckdb  # late: most of what starts here needs no files

    with tempfile.TemporaryDirectory() as spill:
        config = {"threads": 1, "memory_limit": MEMORY_LIMIT, "temp_directory": spill}
        connection = duckdb.connect(":memory:", config=config)  # type: ignore[arg-type]
        try:
            allowed = ", ".join(literal(str(path)) for path in (*sources, *writes))
            connection.execute(f"SET allowed_paths = [{allowed}]")
            connection.execute("SET enable_progress_bar = false; SET enable_external_access = false")
            if sources and sources[0].suffix != ".jsonl":
                connection.execute(f"CREATE VIEW {alias} AS SELECT * FROM read_parquet({literal(str(sources[0]))})")
            yield connection
        finally:
            connection.close()


def write_parquet(names: Sequence[str], kinds: Sequence[str], rows: Iterable[Sequence[Any]], target: Path) -> None:
    """A Parquet file of rows; kinds are DuckDB types."""
    columns = ", ".join(f"{literal(f'c{n}')}: {literal(kind)}" for n, kind in enumerate(kinds))
    named = ", ".join(f"c{n} AS {quoted(name)}" for n, name in enumerate(names))
    keys = [f"c{n}" for n in range(len(names))]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(dict(zip(keys, row, strict=True))) + "\n" for row in rows)
        file.flush()
        with connect(Path(file.name), writes=[target]) as connection:
            connection.execute(
                f"COPY (SELECT {named} FROM read_json({literal(file.name)}, format = 'newline_delimited', "
                f"columns = {{{columns}}}, maximum_object_size = 33554432)) "
                f"TO {literal(str(target))} (FORMAT parquet, ROW_GROUP_SIZE {_ROW_GROUP}, USE_TMP_FILE false)"
            )


def profile(path: Path) -> tuple[int, list[Column]]:
    """Row count, and for each column its kind, gaps, distinct values, range and most frequent values."""
    with connect(path) as connection:
        described = connection.execute("DESCRIBE data").fetchall()
        total = connection.execute("SELECT count(*) FROM data").fetchone()
        return int(total[0]) if total else 0, [_column(connection, row[0], row[1]) for row in described]


def _column(connection: duckdb.DuckDBPyConnection, name: str, kind: str) -> Column:
    column = quoted(name)
    is_number = kind in ("BIGINT", "DOUBLE")
    mean = f"avg({column})" if is_number else "NULL"
    row = connection.execute(
        f"SELECT count(*) - count({column}), count(DISTINCT {column}), min({column}), max({column}), {mean} FROM data"
    ).fetchone()
    assert row is not None
    frequent = (
        f"SELECT {column}, count(*) AS n FROM data WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1 LIMIT 3"
    )
    top = [] if is_number else connection.execute(frequent).fetchall()
    return Column(
        name=name,
        kind=_KINDS.get(kind, "text"),
        missing=row[0],
        distinct=row[1],
        minimum=shown(row[2]),
        maximum=shown(row[3]),
        mean=round(row[4], 2) if row[4] is not None else None,
        top=tuple((shown(value), count) for value, count in top),
    )


def first_rows(path: Path, limit: int = PREVIEW_ROWS) -> tuple[tuple[Any, ...], ...]:
    """The first rows as a page shows them."""
    with connect(path) as connection:
        rows = connection.execute("SELECT * FROM data LIMIT ?", [limit]).fetchall()
    return tuple(tuple(shown(cell) for cell in row) for row in rows)


def points(path: Path, chart: Chart | None, limit: int = MAX_POINTS) -> tuple[tuple[str, float], ...]:
    """(label, value) pairs for a chart, in the table's order."""
    if chart is None:
        return ()
    label, value = quoted(chart.label), quoted(chart.value)
    with connect(path) as connection:
        rows = connection.execute(
            f"SELECT CAST({label} AS VARCHAR), {value} FROM data "
            f"WHERE {label} IS NOT NULL AND {value} IS NOT NULL LIMIT ?",
            [limit],
        ).fetchall()
    return tuple((str(shown(row[0])), row[1]) for row in rows)


def quoted(name: str) -> str:
    """A column name that can stand in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string that can stand in SQL."""
    return "'" + text.replace("'", "''") + "'"


def shown(value: Any) -> Any:
    """A cell as JSON and pages hold it: numbers as they are, the rest as short text."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = str(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
