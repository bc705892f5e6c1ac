"""Reading comments of a file: each row judged and brought into the form of the table, what is wrong kept with its line.

A comment is known again by the id of its system; in a file without ids by what it says, who said it and when.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import tempfile
from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from civic.config import settings
from civic.core.db.types import utcnow
from civic.core.markdown import render
from civic.core.text import clean
from civic.participation.comments.models import MAX_LENGTH, CommentState
from civic.participation.imports.columns import Columns, Field, Questions, spelt
from civic.participation.processes.models import NOWHERE, Anchor
from civic.tabular import Cell, Row, Table, TableError, text_of
from civic.tabular.errors import N_
from civic.tabular.moments import Order, moment_of, order_of

MOST_PROBLEMS, SHOWN_PROBLEMS = 50, 3
MODERATED = {"1": CommentState.PUBLISHED, "0": CommentState.PUBLISHED, "-1": CommentState.HIDDEN}
Progress = Callable[[int], None]
Values = dict[str, Any]  # of a row of the comment table


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row, and in which column; with none it is the row as a whole."""

    line: int
    error: TableError
    column: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.error}"


@dataclass
class Report:
    """What is in a file, and what an import of it did (or would do).

    Attributes:
        problems: the first of them by line, at most `MOST_PROBLEMS`; `problem_count` counts all.
    """

    added: int = 0
    known: int = 0
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[TableError] = field(default_factory=list)

    def add_problem(self, line: int, error: TableError, column: str = "") -> None:
        error.line = None  # it is told beside the sentence
        self.problem_count += 1
        insort(self.problems, Problem(line, error, column), key=lambda problem: problem.line)
        del self.problems[MOST_PROBLEMS:]

    def summary_of_problems(self) -> str:
        """The first problems in one line."""
        shown = "; ".join(map(str, self.problems[:SHOWN_PROBLEMS]))
        more = self.problem_count - SHOWN_PROBLEMS
        return f"{shown}; and {more} more" if more > 0 else shown


class Incoming:
    """The good rows of a file, read and judged, in a temporary file; and the report so far.

    Reading takes long, so it is done before the transaction that stores the rows.
    """

    def __init__(self, report: Report, id_column: str = "") -> None:
        self.report, self.id_column, self.count = report, id_column, 0
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed with its last reference

    def add(self, line: int, values: Values) -> None:
        pickle.dump((line, values), self._spool)
        self.count += 1

    def __iter__(self) -> Iterator[tuple[int, Values]]:
        self._spool.seek(0)
        with contextlib.suppress(EOFError):
            while True:
                yield pickle.load(self._spool)  # noqa: S301 - written by `add`

    def new_ones(self, known: dict[str, str | None]) -> Iterator[Values]:
        """The rows that are not there yet. An id that is there with another text is a problem, never passed over."""
        for line, values in self:
            identity = values["external_id"]
            if identity not in known:
                self.report.added += 1
                yield values
            elif known[identity] in (None, digest(values["body"])):
                self.report.known += 1
            else:
                error = TableError(N_("the id %(id)s is there already with another text"), id=repr(identity))
                self.report.add_problem(line, error, self.id_column)

    def drawn(self, progress: Progress = lambda _rows: None) -> Incoming:
        """The same with the texts rendered, which takes most of the time."""
        other = Incoming(self.report, self.id_column)
        for count, (line, values) in enumerate(self, 1):
            other.add(line, values | {"body_html": str(render(values["body"]))})
            progress(count)
        return other


def read_table(table: Table, columns: Columns, questions: Questions) -> Incoming:
    """Read and judge every row; what is wrong with them goes into the report.

    Raises:
        TableError: the file cannot be read on from some line, or has no rows.
    """
    report, names = Report(), {what: table.names[index] for what, index in columns.items()}
    incoming = Incoming(report, names.get(Field.ID, ""))
    reader = _Reader(columns, names, _order(table, columns), ZoneInfo(settings().time_zone), utcnow(), questions)
    seen: set[str] = set()
    for row in table.rows(lambda error: report.add_problem(error.line or 0, error)):
        try:
            values = reader.values(row)
            if (identity := values["external_id"]) in seen:
                raise _BadCell(Field.ID, N_("the id %(id)s occurs a second time"), id=repr(identity))
        except _BadCell as error:
            report.add_problem(row.line, error, names.get(error.field, ""))
            continue
        seen.add(identity)
        incoming.add(row.line, values)
    if not incoming.count and not report.problem_count:
        raise TableError(N_("the file has column names but no rows"))
    report.notes = list(table.notes)
    return incoming


def _order(table: Table, columns: Columns) -> Order:
    time = columns.get(Field.TIME)
    return Order.DAY if time is None else order_of(row.cells[time] for row in table.rows(lambda _error: None))


class _BadCell(TableError):
    def __init__(self, field: Field, sentence: str, **values: Any):
        super().__init__(sentence, **values)
        self.field = field


@dataclass
class _Reader:
    """Makes values for the comment table of rows. Times without a zone are the city's."""

    columns: Columns
    names: dict[Field, str]
    order: Order
    zone: ZoneInfo
    now: datetime
    questions: Questions
    seen: Counter[str] = field(default_factory=Counter)

    def values(self, row: Row) -> Values:
        body, anchor = self._body(row), self._anchor(row)
        return {
            "external_id": self._identity(row, body),
            "external_author": self._text(row, Field.AUTHOR)[:100] or None,
            "body": body,
            "state": self._state(row),
            "created_at": self._time(row),
            "anchor_kind": anchor.kind,
            "anchor_ref": anchor.ref,
            "agrees": self._votes(row, Field.AGREES),
            "disagrees": self._votes(row, Field.DISAGREES),
        }

    def _body(self, row: Row) -> str:
        body = clean(self._text(row, Field.TEXT))
        if not body:
            raise _BadCell(Field.TEXT, N_("the text is empty"))
        if len(body) > MAX_LENGTH:
            sentence = N_("the text has %(length)s characters; at most %(most)s fit")
            raise _BadCell(Field.TEXT, sentence, length=len(body), most=MAX_LENGTH)
        return body

    def _identity(self, row: Row, body: str) -> str:
        """The id of its system, or one made of the row itself; a row said twice is two."""
        if Field.ID in self.columns:
            identity = self._text(row, Field.ID)
            if not identity or len(identity) > 100:
                raise _BadCell(Field.ID, N_("the id is empty or longer than 100 characters"))
            return identity
        said = digest("\0".join((body, self._text(row, Field.AUTHOR), self._text(row, Field.TIME))))
        self.seen[said] += 1
        return f"row-{said}-{self.seen[said]}"

    def _time(self, row: Row) -> datetime:
        cell = self._cell(row, Field.TIME)
        try:
            return self.now if cell is None else moment_of(cell, self.zone, self.order)
        except TableError as error:
            raise _BadCell(Field.TIME, error.sentence, **error.values) from None

    def _anchor(self, row: Row) -> Anchor:
        asked = self._text(row, Field.QUESTION)
        if not asked:
            return NOWHERE
        if spelt(asked) not in self.questions:
            sentence = N_("this consultation does not ask %(question)s")
            raise _BadCell(Field.QUESTION, sentence, question=repr(asked[:60]))
        return self.questions[spelt(asked)]

    def _state(self, row: Row) -> CommentState:
        if Field.MODERATED not in self.columns:
            return CommentState.PUBLISHED
        moderated = _without_decimals(self._text(row, Field.MODERATED)) or "0"
        if moderated not in MODERATED:
            sentence = N_("%(name)s is %(text)s; it must be 1, 0 or -1")
            raise _BadCell(Field.MODERATED, sentence, name=self.names[Field.MODERATED][:60], text=repr(moderated[:20]))
        return MODERATED[moderated]

    def _votes(self, row: Row, what: Field) -> int | None:
        text = _without_decimals(self._text(row, what))
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            sentence = N_("%(name)s is %(text)s; it must be a whole number")
            raise _BadCell(what, sentence, name=self.names[what][:60], text=repr(text[:20]))
        return int(text)

    def _text(self, row: Row, what: Field) -> str:
        return text_of(self._cell(row, what))

    def _cell(self, row: Row, what: Field) -> Cell:
        index = self.columns.get(what)
        return None if index is None else row.cells[index]


def digest(text: str) -> str:
    """What a text is known again by."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _without_decimals(text: str) -> str:
    """48.0, as programs write a whole number in a column with gaps, is 48."""
    whole, _point, decimals = text.partition(".")
    return text if decimals.strip("0") else whole
