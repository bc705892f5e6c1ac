"""Bringing comments from elsewhere into a consultation: all of a file, or nothing of it.

Columns are recognised by their usual names; Polis' export (comments.csv) is one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update

from civic.analysis.errors import AnalysisError
from civic.analysis.io import Row, pick_column, read_rows
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
from civic.participation.comments.queries import person_key
from civic.participation.consultations.models import Consultation
from civic.participation.processes.models import Activity
from civic.participation.processes.permissions import ProcessPermission

BATCH = 500
SHOWN_PROBLEMS = 3
TEXT = ("comment-body", "text", "body", "comment", "komentar", "tanggapan", "isi", "saran")
ID = ("comment-id", "id", "external_id", "nomor", "no")
AUTHOR = ("author-id", "author", "penulis", "nama")
TIME = ("timestamp", "created_at", "datetime", "waktu", "tanggal")
MODERATED = {"1": CommentState.PUBLISHED, "0": CommentState.PUBLISHED, "-1": CommentState.HIDDEN}


class BadFile(CivicError):
    """The file or some of its rows cannot be imported; nothing was."""


@dataclass
class Report:
    """What an import did."""

    added: int = 0
    known: int = 0
    problems: list[str] = field(default_factory=list)

    def summary_of_problems(self) -> str:
        """The first problems in one line."""
        shown = "; ".join(self.problems[:SHOWN_PROBLEMS])
        more = len(self.problems) - SHOWN_PROBLEMS
        return f"{shown}; and {more} more" if more > 0 else shown


def import_comments(
    actor: Account | None,
    consultation: Consultation,
    path: Path,
    *,
    text_column: str | None = None,
    skip_bad: bool = False,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Report:
    """Add a file's comments; those whose id is there already are left as they are.

    Without an actor it is the command line of whoever runs the portal.

    Raises:
        BadFile: the file cannot be read, or a row is wrong and `skip_bad` is not set; nothing is stored.
    """
    report = Report()
    with transaction():
        if actor is not None:
            require(actor, ProcessPermission.MANAGE, consultation)
        known = set(
            db.session.scalars(
                select(Comment.external_id).where(
                    Comment.activity_id == consultation.id, Comment.external_id.is_not(None)
                )
            )
        )
        batch: list[dict[str, Any]] = []
        try:
            for count, values in enumerate(_rows(consultation.id, path, text_column, report), 1):
                if values["external_id"] in known:
                    report.known += 1
                else:
                    known.add(values["external_id"])
                    batch.append(values)
                    report.added += 1
                if len(batch) == BATCH:
                    db.session.execute(insert(Comment), batch)
                    batch = []
                progress(count)
        except AnalysisError as error:
            raise BadFile(str(error)) from None
        if report.problems and not skip_bad:
            raise BadFile(report.summary_of_problems())
        if batch:
            db.session.execute(insert(Comment), batch)
        _recount(consultation.id)
        record(actor, "consultation.imported", consultation, added=report.added, known=report.known)
    return report


def _rows(activity_id: int, path: Path, text_column: str | None, report: Report) -> Iterator[dict[str, Any]]:
    """Values of each good row; what is wrong with the others goes into the report."""
    columns: dict[str, str | None] = {}
    seen: set[str] = set()
    for row in read_rows(path):
        if not columns:
            columns = {
                "text": pick_column(path, row, text_column, TEXT),
                "id": pick_column(path, row, None, ID, optional=True),
                "author": pick_column(path, row, None, AUTHOR, optional=True),
                "time": pick_column(path, row, None, TIME, optional=True),
            }
        try:
            values = _values(activity_id, row, columns)
            if values["external_id"] in seen:
                raise ValueError(f"the id {values['external_id']!r} occurs a second time")
        except ValueError as error:
            report.problems.append(f"line {row.line}: {error}")
            continue
        seen.add(values["external_id"])
        yield values


def _values(activity_id: int, row: Row, columns: dict[str, str | None]) -> dict[str, Any]:
    def cell(what: str) -> str:
        name = columns[what]
        return row.values.get(name, "").strip() if name else ""

    body = clean(cell("text"))
    if not body:
        raise ValueError("the text is empty")
    if len(body) > MAX_LENGTH:
        raise ValueError(f"the text has {len(body)} characters; at most {MAX_LENGTH} fit")
    identity = cell("id") if columns["id"] else f"line-{row.line}"
    if not identity or len(identity) > 100:
        raise ValueError("the id is empty or longer than 100 characters")
    moderated = row.values.get("moderated", "1").strip() or "0"
    if moderated not in MODERATED:
        raise ValueError(f"moderated is {moderated!r}; it must be 1, 0 or -1")
    state = MODERATED[moderated]
    return {
        "activity_id": activity_id,
        "external_id": identity,
        "external_author": cell("author")[:100] or None,
        "body": body,
        "body_html": str(render(body)),
        "state": state,
        "state_reason": "Rejected by the moderators of the original consultation"
        if state is CommentState.HIDDEN
        else "",
        "created_at": _time(cell("time")),
        "agrees": _number(row, "agrees"),
        "disagrees": _number(row, "disagrees"),
    }


def _time(text: str) -> datetime:
    """Milliseconds since 1970 (as Polis writes), or ISO 8601, taken as UTC unless it names a zone."""
    if not text:
        return utcnow()
    try:
        if text.isdecimal():
            value = int(text)
            return datetime.fromtimestamp(value / 1000 if value > 10**11 else value, UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"the time {text[:40]!r} is not ISO 8601, such as 2026-11-23T13:45:00+07:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(row: Row, name: str) -> int | None:
    text = row.values.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal():
        raise ValueError(f"{name} is {text[:20]!r}; it must be a whole number")
    return int(text)


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
