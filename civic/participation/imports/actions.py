"""Bringing comments from elsewhere into a consultation: all of a file, or nothing of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, insert, select, update

from civic.core.accounts.models import Account
from civic.core.accounts.turns import in_turn
from civic.core.audit import record
from civic.core.db.transactions import locked, transaction
from civic.core.db.types import utcnow
from civic.core.jobs import enqueue, progress
from civic.core.permissions import require
from civic.core.uploads import keep, received
from civic.errors import Invalid
from civic.extensions import db
from civic.participation.comments.models import Comment, CommentState
from civic.participation.comments.people import person_key
from civic.participation.consultations.models import Consultation
from civic.participation.imports.columns import Field, Questions, named_columns
from civic.participation.imports.errors import BadFile, NoUpload
from civic.participation.imports.looking import Reading, columns_of, table_of
from civic.participation.imports.models import CommentUpload
from civic.participation.imports.queries import known_ids, questions_of
from civic.participation.imports.reading import Incoming, Report, read_table
from civic.participation.processes.models import Activity
from civic.participation.processes.permissions import ProcessPermission
from civic.tabular import TableError, open_table, sheet_names
from civic.tabular.errors import N_

BATCH = 500
IN_REQUEST_ROWS = 5_000  # about two seconds; more of them is a job
JOB = "imports.import"
Told = Callable[[int, str], None]  # how many per cent, and what is being done


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
    incoming = read_file(path, questions_of(consultation), text_column=text_column, sheet=sheet)
    return add_comments(actor, consultation, incoming.drawn(), leave_out=math.inf if skip_bad else 0)


def read_file(
    path: Path, questions: Questions, *, text_column: str | None = None, sheet: str | None = None
) -> Incoming:
    """Read and judge every row of a file, its columns recognised by their names.

    Raises:
        BadFile: the file as a whole cannot be read.
    """
    try:
        table = open_table(path, sheet)
        return read_table(table, named_columns(table, text_column, questions), questions)
    except TableError as error:
        raise BadFile(str(error)) from None


def add_comments(
    actor: Account | None, consultation: Consultation, incoming: Incoming, *, leave_out: float = 0
) -> Report:
    """Store what was read of a file and drawn. Without an actor it is the command line of whoever runs the portal.

    Raises:
        BadFile: more rows than may be left out are wrong; nothing is stored.
    """
    report = incoming.report
    with transaction():
        if actor is not None:
            require(actor, ProcessPermission.MANAGE, consultation)
        locked(consultation)  # of two imports at once the second finds what the first brought
        with force_locale(consultation.language):  # everybody reads it, whoever imports
            rejected = _("Rejected by the moderators of the original consultation")
        batch: list[dict[str, Any]] = []
        for values in incoming.new_ones(known_ids(consultation.id)):
            reason = "" if values["state"] is CommentState.PUBLISHED else rejected
            batch.append(values | {"activity_id": consultation.id, "state_reason": reason})
            if len(batch) == BATCH:
                db.session.execute(insert(Comment), batch)
                batch = []
        if report.problem_count > leave_out:
            raise BadFile(report.summary_of_problems())
        if batch:
            db.session.execute(insert(Comment), batch)
        _recount(consultation.id)
        counts = {"added": report.added, "known": report.known, "left_out": report.problem_count}
        record(actor, "consultation.imported", consultation, **counts)
    return report


def start_upload(actor: Account, consultation: Consultation, stream: BinaryIO, filename: str) -> CommentUpload:
    """Keep a file so that its drafter can look at it before it is imported; a form sent twice keeps it once.

    Raises:
        Invalid: at `file`, which cannot be read or holds no rows.
    """
    require(actor, ProcessPermission.MANAGE, consultation)
    with received(stream, filename) as file:
        try:
            if len(sheet_names(file.path)) < 2:
                table = open_table(file.path, filename=file.name)
                if next(table.rows(lambda _error: None), None) is None:
                    raise TableError(N_("the file has column names but no rows"))
        except TableError as error:
            raise Invalid("file", error.told(_)) from None
        original = keep(file)
    values = {
        "account_id": actor.id,
        "consultation_id": consultation.id,
        "filename": file.name,
        "original_key": original.key,
    }
    with transaction():
        in_turn(actor)
        require(actor, ProcessPermission.MANAGE, consultation)
        query = select(CommentUpload).filter_by(**values, imported_at=None, job_id=None)
        upload = db.session.scalars(query.order_by(CommentUpload.id.desc())).first()
        if upload is None:
            upload = CommentUpload(original_bytes=original.size_bytes, **values)
            db.session.add(upload)
            db.session.flush()
        return upload


def import_upload(actor: Account, upload: CommentUpload, reading: Reading) -> None:
    """Import what was looked at: here, or where it is long by a job. Sent twice it is imported once.

    Raises:
        Invalid: at the column that is wrong, or at `leave_out` for rows that are; nothing is imported.
    """
    require(actor, ProcessPermission.MANAGE, upload.consultation)
    incoming = _read(upload, reading)
    if incoming.count <= IN_REQUEST_ROWS:
        _store(actor, upload, incoming.drawn(), reading)
        return
    with transaction():
        locked(upload)
        state = progress(upload.job_id) if upload.job_id else None
        if upload.imported_at is None and (state is None or state.is_over):
            upload.reading = asdict(reading)
            upload.job_id = enqueue(db.session.connection(), JOB, {"upload_id": upload.id})


def carry_out(upload_id: int, told: Told) -> None:
    """Import an upload as its drafter chose; what has been done is not done again."""
    upload = db.session.get(CommentUpload, upload_id)
    if upload is None:
        raise NoUpload
    if upload.imported_at is not None:
        return
    told(1, "reading")
    chosen = {Field(name): column for name, column in upload.reading["columns"].items()}
    reading = Reading(upload.reading["sheet"], chosen, upload.reading["leave_out"])
    incoming = _read(upload, reading)
    hundredth = max(incoming.count // 100, 1)

    def drawing(rows: int) -> None:
        if rows % hundredth == 0:
            told(10 + 80 * rows // incoming.count, "drawing")

    drawn = incoming.drawn(drawing)
    told(90, "storing")
    _store(db.session.get_one(Account, upload.account_id), upload, drawn, reading)


def _read(upload: CommentUpload, reading: Reading) -> Incoming:
    table = table_of(upload, reading.sheet)
    try:
        incoming = read_table(table, columns_of(table, reading.columns), questions_of(upload.consultation))
    except TableError as error:
        raise Invalid("", error.told(_)) from None
    if incoming.report.problem_count > reading.leave_out:
        raise _refused()
    return incoming


def _store(actor: Account, upload: CommentUpload, incoming: Incoming, reading: Reading) -> None:
    with transaction():
        locked(upload)
        if upload.imported_at is not None:
            return
        try:
            report = add_comments(actor, upload.consultation, incoming, leave_out=reading.leave_out)
        except BadFile:
            raise _refused() from None
        upload.imported_at, upload.reading = utcnow(), asdict(reading)
        upload.added, upload.known, upload.left_out = report.added, report.known, report.problem_count


def _refused() -> Invalid:
    return Invalid(
        "leave_out", _("Some rows have problems, so nothing was imported. Mend the file, or choose to leave them out.")
    )


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
