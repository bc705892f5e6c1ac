"""An uploaded file as it would be imported: what a drafter looks at before it is."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask_babel import gettext as _

from civic.core.files import path_of
from civic.errors import Invalid, NotFound
from civic.participation.imports.columns import Columns, Field, guess, guess_text
from civic.participation.imports.errors import NoUpload
from civic.participation.imports.labels import FIELDS
from civic.participation.imports.models import CommentUpload
from civic.participation.imports.queries import known_ids, questions_of
from civic.participation.imports.reading import Report, Values, read_table
from civic.tabular import Table, TableError, open_table, sheet_names

SHOWN_ROWS = 10


@dataclass(frozen=True)
class Reading:
    """How a drafter has a file read.

    Attributes:
        columns: the name of the column that holds each field.
        leave_out: so many rows with problems may be left out, and no more.
    """

    sheet: str = ""
    columns: Mapping[Field, str] = field(default_factory=dict)
    leave_out: int = 0


@dataclass(frozen=True)
class Look:
    """What an import would do, and the first comments as they would be stored."""

    report: Report
    rows: Sequence[Values]

    @property
    def row_count(self) -> int:
        return self.report.added + self.report.known + self.report.problem_count


def sheets_of(upload: CommentUpload) -> list[str]:
    """The sheets that could be meant, where there are several. Raises Invalid."""
    try:
        names = sheet_names(_path(upload))
    except TableError as error:
        raise Invalid("sheet", error.told(_)) from None
    return names if len(names) > 1 else []


def table_of(upload: CommentUpload, sheet: str) -> Table:
    """The table of an upload. Raises Invalid, NoUpload."""
    try:
        return open_table(_path(upload), sheet or None, filename=upload.filename)
    except TableError as error:
        raise Invalid("sheet", error.told(_)) from None


def guessed(upload: CommentUpload, table: Table) -> dict[Field, str]:
    """The columns as their names and their texts suggest."""
    columns = guess(table, questions_of(upload.consultation))
    text = columns.get(Field.TEXT, guess_text(table, columns))
    found = columns if text is None else columns | {Field.TEXT: text}
    return {what: table.names[index] for what, index in found.items()}


def look_at(upload: CommentUpload, table: Table, chosen: Mapping[Field, str]) -> Look:
    """Read the whole file as it was chosen. Raises Invalid at the field that is wrong."""
    columns = columns_of(table, chosen)
    try:
        incoming = read_table(table, columns, questions_of(upload.consultation))
    except TableError as error:
        raise Invalid("", error.told(_)) from None
    for _values in incoming.new_ones(known_ids(upload.consultation_id)):
        pass
    rows = [values for _line, values in itertools.islice(incoming, SHOWN_ROWS)]
    return Look(incoming.report, rows)


def columns_of(table: Table, chosen: Mapping[Field, str]) -> Columns:
    """Where the chosen columns stand. Raises Invalid for one chosen twice or not there, and without a text."""
    columns: dict[Field, int] = {}
    for what, name in chosen.items():
        if name not in table.names:
            raise Invalid(what, _("This file has no column of this name."))
        index = table.names.index(name)
        for other in (other for other, place in columns.items() if place == index):
            message = _("This column is chosen for “%(field)s” already.", field=FIELDS[other])
            raise Invalid(what, message)
        columns[what] = index
    if Field.TEXT not in columns:
        raise Invalid(Field.TEXT, _("Choose the column with the text of the comments."))
    return columns


def _path(upload: CommentUpload) -> Path:
    try:
        return path_of(upload.original_key)
    except NotFound:
        raise NoUpload from None
