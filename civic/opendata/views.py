"""The public catalogue, and the pages of data stewards."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from civic.core.agencies.models import Agency
from civic.core.agencies.queries import all_agencies
from civic.core.files import path_of
from civic.core.permissions import can, require
from civic.errors import Invalid
from civic.extensions import db
from civic.opendata import actions, queries, tables
from civic.opendata.evidence import evidence_of
from civic.opendata.forms import EditForm, UploadForm
from civic.opendata.licences import LICENCES
from civic.opendata.models import Dataset
from civic.opendata.permissions import DataPermission
from civic.web.caching import conditional
from civic.web.downloads import MEDIA_TYPES, attachment

blueprint = Blueprint("opendata", __name__, template_folder="templates")
PREVIEW_ROWS = 15


@blueprint.get("/data")
def index() -> str:
    """The catalogue."""
    words = request.args.get("q", "").strip()[:200]
    agency_id, licence = request.args.get("agency", type=int), request.args.get("licence", "")
    return render_template(
        "opendata/index.html",
        page=queries.list_datasets(request.args.get("after"), words=words, agency_id=agency_id, licence=licence),
        card_of=queries.card,
        words=words,
        agency_id=agency_id,
        licence=licence,
        agencies=all_agencies(),
        licences=LICENCES,
        permission=DataPermission.PUBLISH,
    )


@blueprint.get("/data/<slug>")
def show(slug: str) -> Response:
    """A dataset: what it is, its first rows, its columns, a chart, downloads."""
    dataset = queries.dataset_by_slug(slug)
    viewer = current_user.id if current_user.is_authenticated else None
    return conditional((slug, dataset.modified_at, viewer, str(get_locale())), lambda: _page(dataset))


def _page(dataset: Dataset) -> str:
    names, rows = tables.preview(path_of(dataset.resource.parquet_key), PREVIEW_ROWS)
    return render_template(
        "opendata/show.html",
        dataset=dataset,
        resource=dataset.resource,
        licence=LICENCES[dataset.licence],
        names=names,
        rows=rows,
        evidence=evidence_of(dataset),
        permission=DataPermission.PUBLISH,
    )


@blueprint.get("/data/<slug>.<kind>")
def download(slug: str, kind: str) -> Response:
    """The table in a format that tools open."""
    if kind not in MEDIA_TYPES:
        abort(404)
    dataset = queries.dataset_by_slug(slug)
    key = dataset.resource.parquet_key
    return attachment(f"{slug}.{kind}", kind, (key,), lambda path: path.write_bytes(tables.export(path_of(key), kind)))


@blueprint.get("/data/<slug>/original")
def original(slug: str) -> Response:
    """The file as it was uploaded."""
    resource = queries.dataset_by_slug(slug).resource
    return send_file(
        path_of(resource.original_key),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=resource.filename,
        etag=resource.original_key,
    )


@blueprint.route("/workbench/data/new", methods=["GET", "POST"])
def new() -> Any:
    """Publish a table."""
    require(current_user, DataPermission.PUBLISH)
    form = UploadForm(slug=request.args.get("slug"))
    form.agency.choices = [(a.id, a.name) for a in all_agencies() if can(current_user, DataPermission.PUBLISH, a)]
    if form.validate_on_submit():
        try:
            if not form.file.data:
                raise Invalid("file", _("Choose a file."))
            agency = db.session.get_one(Agency, form.agency.data)
            upload = form.file.data
            dataset = actions.import_csv(
                current_user, agency, form.slug.data or "", form.text(), upload.stream, upload.filename or ""
            )
        except Invalid as error:
            db.session.rollback()
            form[error.field].errors = [error.message]
        else:
            flash(_("The dataset is published."))
            return redirect(url_for(".show", slug=dataset.slug))
    return render_template("opendata/new.html", form=form)


@blueprint.route("/workbench/data/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> Any:
    """Change text and chart."""
    dataset = queries.dataset_by_slug(slug)
    require(current_user, DataPermission.PUBLISH, dataset)
    chart = dataset.resource.chart
    form = EditForm(
        obj=dataset, chart_kind=chart.get("kind", ""), chart_label=chart.get("label"), chart_value=chart.get("value")
    )
    columns = dataset.resource.columns
    form.chart_label.choices = [(c["name"], c["name"]) for c in columns]
    form.chart_value.choices = [(c["name"], c["name"]) for c in columns if c["kind"] in ("integer", "decimal")] or [
        ("", "–")
    ]
    if form.validate_on_submit():
        kind = form.chart_kind.data
        wanted = {"kind": kind, "label": form.chart_label.data, "value": form.chart_value.data} if kind else {}
        try:
            actions.update_dataset(current_user, dataset, form.text(), wanted)
        except Invalid as error:
            db.session.rollback()
            form[error.field].errors = [error.message]
        else:
            flash(_("Saved."))
            return redirect(url_for(".show", slug=slug))
    return render_template("opendata/edit.html", form=form, dataset=dataset)
