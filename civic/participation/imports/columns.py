"""Which column of a table holds what of a comment: guessed by usual names, or chosen."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from enum import StrEnum
from statistics import fmean

from civic.participation.processes.models import Anchor
from civic.tabular import ID_COLUMNS, TEXT_COLUMNS, Row, Table, find_column, pick_column, text_of


class Field(StrEnum):
    """What of a comment a column may hold."""

    TEXT = "text"
    AUTHOR = "author"
    TIME = "time"
    ID = "id"
    QUESTION = "question"
    AGREES = "agrees"
    DISAGREES = "disagrees"
    MODERATED = "moderated"


Columns = Mapping[Field, int]  # each field that the table has, and which of its columns that is
Questions = Mapping[str, Anchor]  # by what a file may call them: their words in any language, or their number

_USUAL: dict[Field, tuple[str, ...]] = {
    Field.TEXT: TEXT_COLUMNS,
    Field.AUTHOR: ("author-id", "author", "penulis", "nama"),
    Field.TIME: ("timestamp", "created_at", "datetime", "waktu", "tanggal"),
    Field.ID: ID_COLUMNS,
    Field.QUESTION: ("question", "pertanyaan"),
    Field.AGREES: ("agrees", "agree", "setuju"),
    Field.DISAGREES: ("disagrees", "disagree", "tidak_setuju"),
    Field.MODERATED: ("moderated", "moderasi"),
}
_LOOKED_AT, _SENTENCE = 100, 25


def guess(table: Table, questions: Questions) -> dict[Field, int]:
    """The fields that the table has under usual names; the question only where some rows name one that is asked."""
    found = {field: find_column(table.names, usual) for field, usual in _USUAL.items()}
    columns = {field: index for field, index in found.items() if index is not None}
    asked = columns.get(Field.QUESTION)
    if asked is not None and not any(spelt(text_of(row.cells[asked])) in questions for row in _first(table)):
        del columns[Field.QUESTION]
    return columns


def guess_text(table: Table, columns: Columns) -> int | None:
    """Of the columns that are nothing else the one with sentences: as survey tools name it by the question itself."""
    rows = _first(table)
    lengths = {
        index: fmean(len(text_of(row.cells[index])) for row in rows)
        for index in range(len(table.names) if rows else 0)
        if index not in columns.values()
    }
    best = max(lengths, key=lambda index: lengths[index], default=None)
    return best if best is not None and lengths[best] >= _SENTENCE else None


def named_columns(table: Table, text_column: str | None, questions: Questions) -> dict[Field, int]:
    """The guess, with the text in the column that was named.

    Raises:
        TableError: there is no such column, or none was named and none is recognised.
    """
    text = pick_column(table, text_column, TEXT_COLUMNS)
    assert text is not None
    others = {field: index for field, index in guess(table, questions).items() if index != text}
    return others | {Field.TEXT: text}


def spelt(question: str) -> str:
    """A question as it is compared: capitals and spaces do not matter."""
    return " ".join(question.split()).casefold()


def samples(table: Table) -> dict[str, str]:
    """The name of each column with its first value, to know it by."""
    rows = _first(table)
    return {
        name: next((text for row in rows if (text := text_of(row.cells[index]))), "")
        for index, name in enumerate(table.names)
    }


def _first(table: Table) -> list[Row]:
    return list(itertools.islice(table.rows(lambda _error: None), _LOOKED_AT))
