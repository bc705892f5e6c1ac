"""The pages of data stewards: upload, look, publish, change."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from civic.core.agencies.models import Agency
from civic.core.agencies.queries import agency_by_id
from civic.core.forms import Form
from civic.core.permissions import require
from civic.errors import NotFound
from civic.opendata import actions, ingest, queries
from civic.opendata.forms import EditForm, TableFile, TableForm, UploadForm, VersionForm, table_of
from civic.opendata.labels import CHOICES, cell_text
from civic.opendata.models import Dataset, Resource, Upload
from civic.opendata.permissions import DataPermission
from civic.opendata.views import blueprint
from civic.tabular import TableError
from civic.tabular.kinds import Kind


@blueprint.route("/workbench/data/new", methods=["GET", "POST"])
def new() -> Any:
    """A new dataset with its first table."""
    require(current_user, DataPermission.PUBLISH)
    form = UploadForm(slug=request.args.get("slug"))
    if form.validate_on_submit():
        with form.refusals():
            return _look(form, agency_by_id(form.agency.data), form.place(), form.text())
    return form.page("opendata/new.html")


@blueprint.route("/workbench/data/<slug>/tables/new", methods=["GET", "POST"])
def new_table(slug: str) -> Any:
    """Another table of a dataset."""
    dataset = _own(slug)
    form = TableForm()
    if form.validate_on_submit():
        with form.refusals():
            return _look(form, dataset.agency, form.place(dataset), actions.text_of(dataset))
    return form.page("opendata/upload.html", dataset=dataset, title=_("Add a table"))


@blueprint.route("/workbench/data/<slug>/tables/<table>/new", methods=["GET", "POST"])
def new_version(slug: str, table: str) -> Any:
    """A new version of a table."""
    dataset = _own(slug)
    resource = queries.resource_of(dataset, table)
    form = VersionForm()
    place = actions.Place(slug, resource.slug, resource.title)
    if form.validate_on_submit():
        with form.refusals():
            return _look(form, dataset.agency, place, actions.text_of(dataset))
    return form.page("opendata/upload.html", dataset=dataset, title=_("Publish a new version"))


@blueprint.route("/workbench/data/uploads/<int:upload_id>", methods=["GET", "POST"])
def upload(upload_id: int) -> Any:
    """Look at an uploaded file as it would be read, change how its columns are read, publish it."""
    require(current_user, DataPermission.PUBLISH)
    try:
        found = queries.upload_of(current_user, upload_id)
    except NotFound:
        if "publish" not in request.form:
            raise
        return _to_published(queries.published_from(request.form.get("file", "")))  # the form was sent twice
    sheet, chosen = _wanted(found)
    form = Form()
    if "publish" in request.form:
        with form.refusals():
            resource = actions.publish_upload(current_user, found, sheet, chosen)
            return _to_published(resource)
    return _draft(form, found)


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
        with form.refusals():
            actions.update_dataset(current_user, dataset, form.text(), {resource.slug: form.chart()})
            flash(_("Saved."))
            return redirect(url_for(".show", slug=slug), code=303)
    return form.page("opendata/edit.html", dataset=dataset, resource=resource)


def _to_published(resource: Resource) -> Any:
    flash(_("The dataset is published."))
    return redirect(url_for(".show_table", slug=resource.dataset.slug, table=resource.slug), code=303)


def _own(slug: str) -> Dataset:
    dataset = queries.dataset_by_slug(slug)
    require(current_user, DataPermission.PUBLISH, dataset)
    return dataset


def _look(form: TableFile | UploadForm, agency: Agency, place: actions.Place, text: actions.DatasetText) -> Any:
    """Keep the uploaded file and go to where it can be looked at."""
    file: FileStorage = form.file.data
    kept = actions.start_upload(current_user, agency, place, text, cast(BinaryIO, file.stream), file.filename or "")
    return redirect(url_for(".upload", upload_id=kept.id), code=303)


def _wanted(upload: Upload) -> tuple[str | None, dict[str, Kind]]:
    """Sheet and kinds that the form on the page asks for; a kind is asked for only where it was changed."""
    form = request.form
    chosen = {}
    for name, kind, was in zip(form.getlist("name"), form.getlist("kind"), form.getlist("was"), strict=False):
        if kind in CHOICES and (kind != was or name in form.getlist("chosen")):
            chosen[name] = Kind(kind)
    return form.get("sheet") or None, chosen


def _draft(form: Form, upload: Upload) -> Any:
    file = actions.file_of(upload)
    sheet, chosen = _wanted(upload)
    chosen = {**actions.kept_kinds(upload), **chosen}
    draft, sheets = None, []
    try:
        sheets = ingest.sheets(file)
        draft = ingest.draft(file, sheet, chosen) if sheet or not sheets else None
    except TableError as error:
        if not form.errors:
            form.refuse("file", error.told(_))
    return form.page(
        "opendata/draft.html",
        upload=upload,
        draft=draft,
        sheets=sheets,
        sheet=sheet,
        chosen=chosen,
        choices=CHOICES,
        cell_text=cell_text,
        notes=[note.told(_) for note in draft.notes] if draft else [],
    )
