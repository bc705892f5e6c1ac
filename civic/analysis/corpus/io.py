"""Comments from a file, and the assignments of an earlier result."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from civic.analysis.errors import AnalysisError
from civic.analysis.types import Comment
from civic.tabular import ID_COLUMNS, TEXT_COLUMNS, Table, TableError, open_table, pick_column, text_of


def read_comments(
    path: Path, text_column: str | None = None, id_column: str | None = None, sheet: str | None = None
) -> Iterator[Comment]:
    """The comments of a file; columns that are not named are recognised by their usual names."""
    try:
        yield from _comments(open_table(path, sheet), text_column, id_column)
    except TableError as error:
        raise AnalysisError(f"{path}: {error}") from None


def _comments(table: Table, text_column: str | None, id_column: str | None) -> Iterator[Comment]:
    text = pick_column(table, text_column, TEXT_COLUMNS)
    identity = pick_column(table, id_column, ID_COLUMNS, optional=True)
    if text is not None:
        table = table.needing(text)
    seen: set[str] = set()
    line = nth = 0
    for row in table.rows():
        line, nth = row.line, nth + 1 if row.line == line else 1
        place = str(line) if nth == 1 else f"{line}.{nth}"  # JSON may have many rows in one line
        number = place if identity is None else text_of(row.cells[identity])
        if not number:
            raise TableError("the id is empty", row.line)
        if number in seen:
            raise TableError("the id %(id)r occurs a second time", row.line, id=number)
        seen.add(number)
        yield Comment(number, "" if text is None else text_of(row.cells[text]))
    if not seen:
        raise TableError("the file has no rows")


def read_former(path: Path) -> tuple[dict[str, int | None], dict[int, str]]:
    """Assignments, and the themes' labels, of an earlier result as `civic analyse --json` writes it."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        assignments = document["assignments"]
        labels = {theme["id"]: theme["label"] for theme in document.get("themes", ())}
    except OSError as error:
        raise AnalysisError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise AnalysisError(f"{path}: this is not a result of civic analyse --json") from None
    if not isinstance(assignments, dict) or not all(isinstance(t, int | None) for t in assignments.values()):
        raise AnalysisError(f"{path}: the assignments of this result are broken")
    if not all(isinstance(number, int) and isinstance(label, str) for number, label in labels.items()):
        raise AnalysisError(f"{path}: the themes of this result are broken")
    return assignments, labels
