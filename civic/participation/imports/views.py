"""The pages on which a drafter uploads comments: choose a file, look, import, see what came in."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from civic.core.blocks import blocks
from civic.core.jobs import Progress, progress
from civic.core.permissions import require
from civic.participation.comments.models import CommentState
from civic.participation.consultations.models import Consultation
from civic.participation.consultations.queries import consultation_by_slug
from civic.participation.imports import actions, looking, queries
from civic.participation.imports.columns import Field, samples
from civic.participation.imports.forms import ReadingForm, UploadForm
from civic.participation.imports.labels import DOING
from civic.participation.imports.looking import Look
from civic.participation.imports.models import CommentUpload
from civic.participation.processes.permissions import ProcessPermission
from civic.tabular import Table

blueprint = Blueprint("imports", __name__, template_folder="templates")


@blueprint.route("/workbench/consultations/<slug>/uploads/new", methods=["GET", "POST"])
def new(slug: str) -> Any:
    """Choose a file with comments."""
    consultation = _own(slug)
    form = UploadForm()
    if form.validate_on_submit():
        with form.refusals():
            file = form.file.data
            kept = actions.start_upload(current_user, consultation, cast(BinaryIO, file.stream), file.filename or "")
            return redirect(url_for(".upload", slug=slug, upload_id=kept.id), code=303)
    return form.page("imports/new.html", consultation=consultation)


@blueprint.route("/workbench/consultations/<slug>/uploads/<int:upload_id>", methods=["GET", "POST"])
def upload(slug: str, upload_id: int) -> Any:
    """Look at a file as it would be read, change how it is, import it; afterwards what came of it."""
    found = queries.upload_of(current_user, _own(slug), upload_id)
    state = progress(found.job_id) if found.job_id else None
    if found.imported_at is not None or (state is not None and not state.is_over):
        return _result(found, state)
    form, table, look = ReadingForm(), None, None
    with form.refusals():
        table = _table(form, found)
    if table is not None:
        with form.refusals():
            look = _looked(form, found, table)
            if look is not None and "import" in request.form and _is_seen(form, look):
                reading = form.reading(look.report.problem_count)
                actions.import_upload(current_user, found, reading)
                return redirect(url_for(".upload", slug=slug, upload_id=upload_id), code=303)
    return _look(form, found, table, look, has_failed=state is not None)


def _own(slug: str) -> Consultation:
    consultation = consultation_by_slug(slug)
    require(current_user, ProcessPermission.MANAGE, consultation)
    return consultation


def _table(form: ReadingForm, upload: CommentUpload) -> Table | None:
    """The table, its columns offered, and guessed where none of them are chosen; none while a sheet is to be chosen."""
    sheets = looking.sheets_of(upload)
    form.offer_sheets(sheets)
    if sheets and not form.sheet.data:
        return None
    table = looking.table_of(upload, form.reading().sheet)
    form.offer(samples(table), asks=bool(upload.consultation.questions))
    if not form.chosen() or not set(form.chosen().values()) <= set(table.names):
        form.choose(looking.guessed(upload, table))
    return table


def _looked(form: ReadingForm, upload: CommentUpload, table: Table) -> Look | None:
    """What is to be seen; nothing yet where nobody has said which column holds the text."""
    chosen = form.chosen()
    return looking.look_at(upload, table, chosen) if Field.TEXT in chosen or form.is_submitted() else None


def _is_seen(form: ReadingForm, look: Look) -> bool:
    """Whether this is what the person saw before they said yes."""
    return form.seen.data == form.seal(look.report.problem_count)


def _look(form: ReadingForm, upload: CommentUpload, table: Table | None, look: Look | None, *, has_failed: bool) -> Any:
    is_changed = "import" in request.form and look is not None and not _is_seen(form, look)
    if look is not None:
        count = look.report.problem_count
        form.leave_out.label.text = ngettext(
            "Leave out %(num)s row with problems", "Leave out %(num)s rows with problems", count
        )
        form.seen.data = form.seal(count)
    return form.page(
        "imports/look.html",
        upload=upload,
        consultation=upload.consultation,
        table=table,
        look=look,
        notes=[note.told(_) for note in look.report.notes] if look else [],
        problems=[(one.line, one.column, one.error.told(_)) for one in look.report.problems] if look else [],
        prompts={str(question.id): question.prompt for question in upload.consultation.questions},
        hidden=CommentState.HIDDEN,
        is_changed=is_changed,
        has_failed=has_failed,
    )


def _result(upload: CommentUpload, state: Progress | None) -> str:
    return render_template(
        "imports/result.html",
        upload=upload,
        consultation=upload.consultation,
        state=None if upload.imported_at is not None else state,
        doing=DOING,
        next_steps=blocks("imported", upload.consultation) if upload.imported_at is not None else "",
    )
