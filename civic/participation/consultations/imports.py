"""Bringing comments from elsewhere into a consultation: all of a file, or nothing of it.

Columns are recognised by their usual names; Polis' export (comments.csv) is one of them. A comment is known
again by the id of its system; in a file without ids by what it says, who said it and when.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, insert, select, update

from civic.config import settings
from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.markdown import render
from civic.core.permissions import require
from civic.core.text import clean
from civic.errors import CivicError
from civic.extensions import db
from civic.participation.comments.models import MAX_LENGTH, Comment, CommentState
from civic.participation.comments.people import person_key
from civic.participation.consultations.models import Consultation
from civic.participation.processes.models import Activity
from civic.participation.processes.permissions import ProcessPermission
from civic.tabular import ID_COLUMNS, TEXT_COLUMNS, Cell, Row, Table, TableError, open_table, pick_column, text_of
from civic.tabular.moments import Order, moment_of, order_of

BATCH = 500
SHOWN_PROBLEMS = 3
USUAL_COLUMNS = {
    "author": ("author-id", "author", "penulis", "nama"),
    "time": ("timestamp", "created_at", "datetime", "waktu", "tanggal"),
    "moderated": ("moderated", "moderasi"),
    "agrees": ("agrees", "agree", "setuju"),
    "disagrees": ("disagrees", "disagree", "tidak_setuju"),
}
MODERATED = {"1": CommentState.PUBLISHED, "0": CommentState.PUBLISHED, "-1": CommentState.HIDDEN}


class BadFile(CivicError):
    """The file or some of its rows cannot be imported; nothing was."""


@dataclass
class Report:
    """What an import did."""

    added: int = 0
    known: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def summary_of_problems(self) -> str:
        """The first problems in one line."""
        shown = "; ".join(self.problems[:SHOWN_PROBLEMS])
        more = len(self.problems) - SHOWN_PROBLEMS
        return f"{shown}; and {more} more" if more > 0 else shown


class Incoming:
    """The good rows of a file, read, judged and rendered, in a temporary file; and the report so far.

    Reading takes long, so it is done before the transaction that stores the rows.
    """

    def __init__(self) -> None:
        self.report = Report()
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed with its last reference

    def add(self, line: int, values: dict[str, Any]) -> None:
        pickle.dump((line, values), self._spool)

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any]]]:
        self._spool.seek(0)
        with contextlib.suppress(EOFError):
            while True:
                yield pickle.load(self._spool)  # noqa: S301 - written by `add`


def import_comments(
    actor: Account | None,
    consultation: Consultation,
    path: Path,
    *,
    text_column: str | None = None,
    sheet: str | None = None,
    skip_bad: bool = False,
) -> Report:
    """Add a file's comments; those that are there already are left as they are.

    Raises:
        BadFile: the file cannot be read, or a row is wrong and `skip_bad` is not set; nothing is stored.
    """
    if actor is not None:
        require(actor, ProcessPermission.MANAGE, consultation)
    return add_comments(actor, consultation, read_file(path, text_column=text_column, sheet=sheet), skip_bad=skip_bad)


def add_comments(
    actor: Account | None, consultation: Consultation, incoming: Incoming, *, skip_bad: bool = False
) -> Report:
    """Store what was read of a file. Without an actor it is the command line of whoever runs the portal."""
    report = incoming.report
    with transaction():
        if actor is not None:
            require(actor, ProcessPermission.MANAGE, consultation)
        batch: list[dict[str, Any]] = []
        with force_locale(consultation.language):  # everybody reads it, whoever imports
            rejected = _("Rejected by the moderators of the original consultation")
        for values in _new_ones(incoming, _known(consultation.id), report):
            reason = "" if values["state"] is CommentState.PUBLISHED else rejected
            batch.append(values | {"activity_id": consultation.id, "state_reason": reason})
            if len(batch) == BATCH:
                db.session.execute(insert(Comment), batch)
                batch = []
        if report.problems and not skip_bad:
            raise BadFile(report.summary_of_problems())
        if batch:
            db.session.execute(insert(Comment), batch)
        _recount(consultation.id)
        record(actor, "consultation.imported", consultation, added=report.added, known=report.known)
    return report


def _new_ones(incoming: Incoming, known: dict[str, str | None], report: Report) -> Iterator[dict[str, Any]]:
    """The rows that are not there yet. An id that is there with another text is a problem, never passed over."""
    for line, values in incoming:
        identity = values["external_id"]
        if identity not in known:
            report.added += 1
            yield values
        elif known[identity] in (None, _digest(values["body"])):
            report.known += 1
        else:
            report.problems.append(f"line {line}: the id {identity!r} is there already with another text")


def _known(activity_id: int) -> dict[str, str | None]:
    """Digest of each imported comment's text by its id; None where the text is no longer shown."""
    query = select(Comment.external_id, Comment.body, Comment.state).where(
        Comment.activity_id == activity_id, Comment.external_id.is_not(None)
    )
    return {
        identity: _digest(body) if state is CommentState.PUBLISHED else None
        for identity, body, state in db.session.execute(query)
        if identity is not None
    }


def read_file(
    path: Path,
    *,
    text_column: str | None = None,
    sheet: str | None = None,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Incoming:
    """Read and judge every row; what is wrong goes into the report.

    Raises:
        BadFile: the file as a whole cannot be read.
    """
    incoming = Incoming()
    try:
        _fill(incoming, open_table(path, sheet), text_column, progress)
    except TableError as error:
        raise BadFile(str(error)) from None
    return incoming


def _fill(incoming: Incoming, table: Table, text_column: str | None, progress: Callable[[int], None]) -> None:
    reader = _reader(table, text_column)
    seen: set[str] = set()
    for count, row in enumerate(table.rows(), 1):
        progress(count)
        try:
            values = reader.values(row)
            if (identity := values["external_id"]) in seen:
                raise TableError("the id %(id)r occurs a second time", id=identity)
        except TableError as error:
            error.line = row.line
            incoming.report.problems.append(str(error))
            continue
        seen.add(identity)
        incoming.add(row.line, values)
    incoming.report.notes = [str(note) for note in table.notes]


def _reader(table: Table, text_column: str | None) -> _Reader:
    columns = {name: pick_column(table, None, usual, optional=True) for name, usual in USUAL_COLUMNS.items()}
    columns["text"] = pick_column(table, text_column, TEXT_COLUMNS)
    columns["id"] = pick_column(table, None, ID_COLUMNS, optional=True)
    time = columns["time"]
    order = Order.DAY if time is None else order_of(row.cells[time] for row in table.rows())
    return _Reader(columns, order, ZoneInfo(settings().time_zone), utcnow())


@dataclass
class _Reader:
    """Makes values for the comment table of rows. Times without a zone are the city's."""

    columns: dict[str, int | None]
    order: Order
    zone: ZoneInfo
    now: datetime
    seen: Counter[str] = field(default_factory=Counter)

    def values(self, row: Row) -> dict[str, Any]:
        body = clean(self._text(row, "text"))
        if not body:
            raise TableError("the text is empty")
        if len(body) > MAX_LENGTH:
            raise TableError(
                "the text has %(length)s characters; at most %(most)s fit", length=len(body), most=MAX_LENGTH
            )
        time = self._cell(row, "time")
        return {
            "external_id": self._identity(row, body),
            "external_author": self._text(row, "author")[:100] or None,
            "body": body,
            "body_html": str(render(body)),
            "state": self._state(row),
            "created_at": self.now if time is None else moment_of(time, self.zone, self.order),
            "agrees": self._votes(row, "agrees"),
            "disagrees": self._votes(row, "disagrees"),
        }

    def _identity(self, row: Row, body: str) -> str:
        """The id of its system, or one made of the row itself; a row said twice is two."""
        if self.columns["id"] is not None:
            identity = self._text(row, "id")
            if not identity or len(identity) > 100:
                raise TableError("the id is empty or longer than 100 characters")
            return identity
        said = _digest("\0".join((body, self._text(row, "author"), self._text(row, "time"))))
        self.seen[said] += 1
        return f"row-{said}-{self.seen[said]}"

    def _state(self, row: Row) -> CommentState:
        moderated = _without_decimals(self._text(row, "moderated")) or "0"
        if self.columns["moderated"] is None:
            moderated = "1"
        if moderated not in MODERATED:
            raise TableError("moderated is %(text)r; it must be 1, 0 or -1", text=moderated[:20])
        return MODERATED[moderated]

    def _votes(self, row: Row, name: str) -> int | None:
        text = _without_decimals(self._text(row, name))
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise TableError("%(name)s is %(text)r; it must be a whole number", name=name, text=text[:20])
        return int(text)

    def _text(self, row: Row, name: str) -> str:
        return text_of(self._cell(row, name))

    def _cell(self, row: Row, name: str) -> Cell:
        index = self.columns[name]
        return None if index is None else row.cells[index]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _without_decimals(text: str) -> str:
    """48.0, as programs write a whole number in a column with gaps, is 48."""
    whole, _point, decimals = text.partition(".")
    return text if decimals.strip("0") else whole


def _recount(activity_id: int) -> None:
    """Counters anew from the rows: an import may have brought thousands."""
    published = (Comment.activity_id == activity_id, Comment.state == CommentState.PUBLISHED)
    comments, people = db.session.execute(
        select(func.count(), func.count(person_key().distinct())).where(*published)
    ).one()
    db.session.execute(
        update(Activity)
        .where(Activity.id == activity_id)
        .values(comment_count=comments, people_count=people, version=Activity.version + 1)
    )
