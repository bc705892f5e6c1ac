"""The pages of data stewards: upload, look, publish, change."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from civic.core.agencies.models import Agency
from civic.core.agencies.queries import all_agencies
from civic.core.permissions import can, require
from civic.errors import Invalid
from civic.extensions import db
from civic.opendata import actions, ingest, queries
from civic.opendata.forms import EditForm, TableFile, TableForm, UploadForm, VersionForm, table_of
from civic.opendata.labels import CHOICES, cell_text
from civic.opendata.models import Dataset, Upload
from civic.opendata.permissions import DataPermission
from civic.opendata.views import blueprint
from civic.tabular import TableError
from civic.tabular.kinds import Kind


@blueprint.route("/workbench/data/new", methods=["GET", "POST"])
def new() -> Any:
    """A new dataset with its first table."""
    require(current_user, DataPermission.PUBLISH)
    form = UploadForm(slug=request.args.get("slug"))
    form.agency.choices = [(a.id, a.name) for a in all_agencies() if can(current_user, DataPermission.PUBLISH, a)]
    if form.validate_on_submit():
        agency = db.session.get_one(Agency, form.agency.data)
        if answer := _look(form, agency, form.place(), form.text()):
            return answer
    return render_template("opendata/new.html", form=form)


@blueprint.route("/workbench/data/<slug>/tables/new", methods=["GET", "POST"])
def new_table(slug: str) -> Any:
    """Another table of a dataset."""
    dataset = _own(slug)
    form = TableForm()
    if form.validate_on_submit() and (
        answer := _look(form, dataset.agency, form.place(dataset), actions.text_of(dataset))
    ):
        return answer
    return render_template("opendata/upload.html", form=form, dataset=dataset, title=_("Add a table"))


@blueprint.route("/workbench/data/<slug>/tables/<table>/new", methods=["GET", "POST"])
def new_version(slug: str, table: str) -> Any:
    """A new version of a table."""
    dataset = _own(slug)
    resource = queries.resource_of(dataset, table)
    form = VersionForm()
    place = actions.Place(slug, resource.slug, resource.title)
    if form.validate_on_submit() and (answer := _look(form, dataset.agency, place, actions.text_of(dataset))):
        return answer
    return render_template("opendata/upload.html", form=form, dataset=dataset, title=_("Publish a new version"))


@blueprint.route("/workbench/data/uploads/<int:upload_id>", methods=["GET", "POST"])
def upload(upload_id: int) -> Any:
    """Look at an uploaded file as it would be read, change how its columns are read, publish it."""
    require(current_user, DataPermission.PUBLISH)
    found = queries.upload_of(current_user, upload_id)
    sheet, chosen = _wanted(found)
    if request.method == "POST" and "publish" in request.form:
        try:
            resource = actions.publish_upload(current_user, found, sheet, chosen)
        except Invalid as error:
            db.session.rollback()
            return _draft(queries.upload_of(current_user, upload_id), error.message)
        flash(_("The dataset is published."))
        return redirect(url_for(".show_table", slug=resource.dataset.slug, table=resource.slug), code=303)
    return _draft(found)


@blueprint.route("/workbench/data/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> Any:
    """Change text and chart."""
    dataset = _own(slug)
    resource = table_of(dataset.resources, request.args.get("table"))
    chart = resource.chart
    form = EditForm(
        obj=dataset,
        chart_kind=chart.kind if chart else "",
        chart_label=chart.label if chart else None,
        chart_value=chart.value if chart else None,
    )
    form.offer(resource)
    if form.validate_on_submit():
        try:
            actions.update_dataset(current_user, dataset, form.text(), {resource.slug: form.chart()})
        except Invalid as error:
            db.session.rollback()
            form[error.field].errors = [error.message]
        else:
            flash(_("Saved."))
            return redirect(url_for(".show", slug=slug), code=303)
    return render_template("opendata/edit.html", form=form, dataset=dataset, resource=resource)


def _own(slug: str) -> Dataset:
    dataset = queries.dataset_by_slug(slug)
    require(current_user, DataPermission.PUBLISH, dataset)
    return dataset


def _look(form: TableFile | UploadForm, agency: Agency, place: actions.Place, text: actions.DatasetText) -> Any:
    """Keep the uploaded file and go to where it can be looked at; None when the form has errors to show."""
    try:
        file: FileStorage | None = form.file.data
        if not file:
            raise Invalid("file", _("Choose a file."))
        kept = actions.start_upload(current_user, agency, place, text, cast(BinaryIO, file.stream), file.filename or "")
    except Invalid as error:
        db.session.rollback()
        form[error.field].errors = [error.message]
        return None
    return redirect(url_for(".upload", upload_id=kept.id), code=303)


def _wanted(upload: Upload) -> tuple[str | None, dict[str, Kind]]:
    """Sheet and kinds that the form on the page asks for; a kind is asked for only where it was changed."""
    form = request.form
    chosen = {}
    for name, kind, was in zip(form.getlist("name"), form.getlist("kind"), form.getlist("was"), strict=False):
        if kind in CHOICES and (kind != was or name in form.getlist("chosen")):
            chosen[name] = Kind(kind)
    return form.get("sheet") or None, chosen


def _draft(upload: Upload, problem: str = "") -> str:
    file = actions.file_of(upload)
    sheet, chosen = _wanted(upload)
    draft, sheets = None, []
    try:
        sheets = ingest.sheets(file)
        draft = ingest.draft(file, sheet, chosen) if sheet or not sheets else None
    except TableError as error:
        problem = problem or error.told(_)
    return render_template(
        "opendata/draft.html",
        upload=upload,
        draft=draft,
        sheets=sheets,
        sheet=sheet,
        chosen=chosen,
        problem=problem,
        choices=CHOICES,
        cell_text=cell_text,
        notes=[note.told(_) for note in draft.notes] if draft else [],
    )
