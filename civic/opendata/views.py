"""The public catalogue."""

from __future__ import annotations

import time

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import get_locale
from markupsafe import Markup

from civic.core.agencies.queries import all_agencies
from civic.core.caching import shared
from civic.core.db import versions
from civic.core.files import path_of
from civic.modules import registry
from civic.opendata import exports, ingest, live, queries
from civic.opendata.evidence import evidence_of
from civic.opendata.labels import cell_text, kind_label, live_text
from civic.opendata.licences import LICENCE_CHOICES, LICENCES
from civic.opendata.models import Dataset, Resource, ResourceVersion
from civic.opendata.permissions import DataPermission
from civic.web.downloads import MEDIA_TYPES, attachment, stored_file

blueprint = Blueprint("opendata", __name__, template_folder="templates")
LICENCE = "cc-by-4.0"  # of what the portal itself knows
FORMATS = ("csv", "xlsx", "json", "parquet")


@blueprint.get("/data")
@shared
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
        licences=LICENCE_CHOICES,
        permission=DataPermission.PUBLISH,
        live_tables=registry().tables,
        indicators=live.figures(),
        is_filtered=bool(words or agency_id is not None or licence or request.args.get("after")),
    )


@blueprint.get("/data/live/<slug>")
@shared
def live_table(slug: str) -> str:
    """A table that a module offers: what it holds and how it begins at this moment."""
    table = live.table_of(slug)
    return render_template(
        "opendata/live.html",
        table=table,
        rows=live.first_rows(table),
        cell_text=live_text,
        formats=live.FORMATS,
        licence=LICENCES[LICENCE],
    )


@blueprint.get("/data/live/<slug>.<kind>")
def download_live(slug: str, kind: str) -> Response:
    """All of it. A file is good until anything changes, a minute at most: what is open depends on the time."""
    table = live.table_of(slug)
    if kind not in live.FORMATS:
        abort(404)
    state = sorted(versions.current().items()), int(time.time() / 60)
    key = slug, str(get_locale()), *state
    return attachment(f"{slug}.{kind}", kind, key, lambda path: live.write(table, kind, path))


@blueprint.get("/data/<slug>")
@shared
def show(slug: str) -> str:
    """A dataset: what it is, and its first table as its newest version is."""
    dataset = queries.dataset_by_slug(slug)
    return _page(dataset, dataset.resource, dataset.resource.newest)


@blueprint.get("/data/<slug>/<table>")
@shared
def show_table(slug: str, table: str) -> str:
    """Another table of a dataset, as its newest version is."""
    dataset = queries.dataset_by_slug(slug)
    resource = queries.resource_of(dataset, table)
    return _page(dataset, resource, resource.newest)


@blueprint.get("/data/<slug>/<table>/<int:number>")
@shared
def show_version(slug: str, table: str, number: int) -> str:
    """One version of a table, at an address that stays."""
    dataset = queries.dataset_by_slug(slug)
    resource = queries.resource_of(dataset, table)
    return _page(dataset, resource, queries.version_of(resource, number))


@blueprint.get("/data/<slug>.<kind>")
@shared
def download(slug: str, kind: str) -> Response:
    """The newest version of a dataset's first table, in a format that tools open."""
    return _download(slug, queries.dataset_by_slug(slug).resource.newest, kind)


@blueprint.get("/data/<slug>/<table>.<kind>")
@shared
def download_table(slug: str, table: str, kind: str) -> Response:
    """The newest version of a table."""
    resource = queries.resource_of(queries.dataset_by_slug(slug), table)
    return _download(f"{slug}-{table}", resource.newest, kind)


@blueprint.get("/data/<slug>/<table>/<int:number>.<kind>")
@shared
def download_version(slug: str, table: str, number: int, kind: str) -> Response:
    """One version of a table, at an address that stays."""
    resource = queries.resource_of(queries.dataset_by_slug(slug), table)
    return _download(f"{slug}-{table}-{number}", queries.version_of(resource, number), kind)


@blueprint.get("/data/<slug>/original")
def original(slug: str) -> Response:
    """The file of the first table's newest version as it was uploaded."""
    return _original(queries.dataset_by_slug(slug).resource.newest)


@blueprint.get("/data/<slug>/<table>/<int:number>/original")
def original_version(slug: str, table: str, number: int) -> Response:
    """The file of one version as it was uploaded."""
    resource = queries.resource_of(queries.dataset_by_slug(slug), table)
    return _original(queries.version_of(resource, number))


def _page(dataset: Dataset, resource: Resource, version: ResourceVersion) -> str:
    return render_template(
        "opendata/show.html",
        dataset=dataset,
        resource=resource,
        content=_content(dataset, resource, version),
        permission=DataPermission.PUBLISH,
    )


def _content(dataset: Dataset, resource: Resource, version: ResourceVersion) -> Markup:
    """All that is the same for every reader; of the newest version nothing need be opened."""
    is_newest = version is resource.newest
    preview = ingest.preview_of(resource) if is_newest else ingest.preview(version.parquet_key, None)
    return Markup(  # noqa: S704 - a template of our own
        render_template(
            "opendata/content.html",
            dataset=dataset,
            resource=resource,
            version=version,
            is_newest=is_newest,
            columns=resource.columns if is_newest else version.columns,
            rows=preview.rows,
            evidence=evidence_of(dataset, resource) if is_newest else None,
            licence=LICENCES[dataset.licence],
            formats=FORMATS,
            cell_text=cell_text,
            kind_label=kind_label,
        )
    )


def _download(name: str, version: ResourceVersion, kind: str) -> Response:
    if kind not in MEDIA_TYPES:
        abort(404)
    key = version.parquet_key
    return attachment(f"{name}.{kind}", kind, (key,), lambda path: exports.write(path_of(key), kind, path))


def _original(version: ResourceVersion) -> Response:
    key = version.original_key
    return stored_file(path_of(key), "application/octet-stream", version.filename, key)
