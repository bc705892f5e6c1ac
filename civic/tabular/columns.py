"""Finding columns by the names that people give them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from civic.tabular.errors import TableError
from civic.tabular.table import Table

TEXT_COLUMNS = ("comment-body", "text", "body", "comment", "komentar", "tanggapan", "isi", "saran", "pesan", "txt")
ID_COLUMNS = ("comment-id", "id", "external-id", "no", "nomor")


def find_column(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    """The first of the wanted names that the table has; capitals, spaces, - and _ do not matter."""
    known = {_plain(name): index for index, name in reversed(list(enumerate(names)))}
    return next((known[_plain(name)] for name in wanted if _plain(name) in known), None)


def pick_column(table: Table, named: str | None, usual: tuple[str, ...], *, optional: bool = False) -> int | None:
    """The column that was named, or the first of the usual names that the table has.

    Raises:
        TableError: the named one is missing, or (unless `optional`) none can be recognised.
    """
    columns = ", ".join(table.names)
    found = find_column(table.names, usual if named is None else (named,))
    if found is None and named is not None:
        raise TableError("there is no column %(named)r; the columns are %(columns)s", named=named, columns=columns)
    if found is None and not optional:
        raise TableError(
            "which column holds the text? Name it with --text-column; the columns are %(columns)s", columns=columns
        )
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.strip().casefold())
