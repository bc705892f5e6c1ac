"""Everything that changes the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import delete, select

from civic.core.accounts.models import Account
from civic.core.accounts.turns import in_turn
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import taken, transaction
from civic.core.db.types import utcnow
from civic.core.files import StoredFile, path_of
from civic.core.permissions import require
from civic.core.text import check_length, check_slug, clean, clean_line
from civic.core.uploads import File, keep, received
from civic.errors import Invalid
from civic.extensions import db
from civic.opendata import ingest
from civic.opendata.ingest import Stored
from civic.opendata.licences import LICENCES
from civic.opendata.models import FIRST_TABLE, Dataset, Resource, ResourceVersion, Upload
from civic.opendata.permissions import DataPermission
from civic.opendata.queries import published_from
from civic.opendata.values import Chart, Preview
from civic.tabular import TableError
from civic.tabular.kinds import Kind

_NOT_A_TABLE = frozenset(("original", "versions"))  # parts of addresses
LIVE = "live"  # where the modules' own tables stand


@dataclass(frozen=True)
class DatasetText:
    """What people read about a dataset."""

    title: str
    description: str = ""
    licence: str = "cc-by-4.0"
    source: str = ""
    language: str = "id"


@dataclass(frozen=True)
class Place:
    """Which table of which dataset a file is for; both are made where they are not there yet.

    Attributes:
        chosen_at: field of the form in which a new address was chosen, which nothing may have yet.
    """

    slug: str
    table_slug: str = FIRST_TABLE
    table_title: str = ""
    chosen_at: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "table_title", clean_line(self.table_title))  # as it is kept with an upload, too


def publish_table(
    actor: Account | None,
    agency: Agency,
    place: Place,
    text: DatasetText,
    stream: BinaryIO,
    filename: str,
    *,
    sheet: str | None = None,
    chosen: Mapping[str, Kind] | None = None,
) -> Resource:
    """Publish a file as a table's first or next version; the same table again changes nothing but the text.

    Without an actor it is the command line of whoever runs the portal.

    Raises:
        Invalid: at `file` (with the line) or at the field of the text that is wrong; nothing is published.
    """
    _judge(actor, agency, place, text)
    with received(stream, filename) as file:
        return _publish(actor, agency, place, text, file, sheet, chosen or {})


def start_upload(
    actor: Account, agency: Agency, place: Place, text: DatasetText, stream: BinaryIO, filename: str
) -> Upload:
    """Keep a file so that its steward can look at it before it is published; a form sent twice keeps it once."""
    _judge(actor, agency, place, text)
    with received(stream, filename) as file, _told():
        if not ingest.sheets(file):
            ingest.draft(file, None, {})
        original = keep(file)
    values = {
        "account_id": actor.id,
        "agency_id": agency.id,
        "slug": place.slug,
        "table_slug": place.table_slug,
        "table_title": place.table_title,
        "filename": file.name,
        "original_key": original.key,
    }
    with transaction():
        in_turn(actor)
        require(actor, DataPermission.PUBLISH, agency)
        same = db.session.scalars(select(Upload).filter_by(**values).order_by(Upload.id.desc())).first()
        if same is not None and same.text == asdict(text):
            return same
        upload = Upload(text=asdict(text), original_bytes=original.size_bytes, **values)
        db.session.add(upload)
        db.session.flush()
        return upload


def publish_upload(actor: Account, upload: Upload, sheet: str | None, chosen: Mapping[str, Kind]) -> Resource:
    """Publish what was looked at, its columns read as the steward chose; sent twice at once it is published once."""
    agency = db.session.get_one(Agency, upload.agency_id)
    place = Place(upload.slug, upload.table_slug, upload.table_title)
    text = DatasetText(**upload.text)
    _judge(actor, agency, place, text)
    return _publish(actor, agency, place, text, file_of(upload), sheet, chosen, upload.id)


def update_dataset(
    actor: Account | None, dataset: Dataset, text: DatasetText, charts: Mapping[str, Chart | None]
) -> Dataset:
    """Change a dataset's text, and the charts of its tables by their slugs.

    Without an actor it is the command line of whoever runs the portal.
    """
    _may_publish(actor, dataset)
    _check(text)
    previews: dict[int, tuple[Chart | None, Preview]] = {}
    for resource in dataset.resources:
        if resource.slug in charts:
            chart = charts[resource.slug]
            if chart is not None and not chart.fits(resource.columns):
                raise Invalid("chart_value", _("Choose columns of this table."))
            previews[resource.id] = chart, ingest.preview(resource.newest.parquet_key, chart)
    with transaction():
        _may_publish(actor, dataset)
        _fill(dataset, text)
        for resource in dataset.resources:
            if resource.id in previews:
                resource.chart, resource.preview = previews[resource.id]
        dataset.modified_at = utcnow()
        record(actor, "dataset.updated", dataset)
        return dataset


def text_of(dataset: Dataset) -> DatasetText:
    """What a dataset says of itself now."""
    return DatasetText(dataset.title, dataset.description, dataset.licence, dataset.source, dataset.language)


def kept_kinds(upload: Upload) -> dict[str, Kind]:
    """How a steward had the columns read in the version that an upload will follow."""
    return _kinds_of(_resource_at(Place(upload.slug, upload.table_slug, upload.table_title)))


def _kinds_of(former: Resource | None) -> dict[str, Kind]:
    return {c.name: Kind(c.reading) for c in former.columns if c.is_chosen and c.reading} if former else {}


def file_of(upload: Upload) -> File:
    """The file that an upload holds."""
    return File(path_of(upload.original_key), upload.filename)


def _publish(
    actor: Account | None,
    agency: Agency,
    place: Place,
    text: DatasetText,
    file: File,
    sheet: str | None,
    chosen: Mapping[str, Kind],
    upload_id: int | None = None,
) -> Resource:
    """Read the file first, which takes long; then store what it became, which is quick, and let go of the upload."""
    former = _resource_at(place)
    with _told():
        stored = ingest.ingest(file, sheet, {**_kinds_of(former), **chosen})
    original = keep(file)
    chart = former.chart if former and former.chart and former.chart.fits(stored.columns) else None
    if former is None or (former.chart and chart is None):
        chart = ingest.guess_chart(stored.columns, stored.row_count)
    preview = ingest.preview(stored.parquet_key, chart)
    with taken("slug", _("This address is taken; choose another.")), transaction():
        _may_publish(actor, agency)
        if upload_id is not None and not _let_go(upload_id, place):
            return published_from(original.key)
        dataset = _dataset(agency, place.slug)
        _fill(dataset, text)
        resource = _resource(dataset, place)
        if not resource.versions or resource.newest.parquet_key != stored.parquet_key:
            _add_version(resource, file.name, original, stored)
            dataset.modified_at = utcnow()
        resource.columns, resource.row_count = stored.columns, stored.row_count
        resource.chart, resource.preview = chart, preview
        db.session.flush()
        record(actor, "dataset.published", dataset, slug=place.slug, rows=stored.row_count)
        return resource


def _let_go(upload_id: int, place: Place) -> bool:
    """Take the upload away; False when another request was quicker, which this one has waited for.

    Raises:
        Invalid: since it was looked at, its address was taken by another file.
    """
    gone = delete(Upload).where(Upload.id == upload_id).returning(Upload.created_at)
    uploaded_at = db.session.scalar(gone)
    there = _resource_at(place)
    if uploaded_at and there and min(version.created_at for version in there.versions) > uploaded_at:
        raise Invalid("slug", _("This address is taken; choose another."))
    return uploaded_at is not None


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong with a file, at the field of the file, in the person's language."""
    try:
        yield
    except TableError as error:
        raise Invalid("file", error.told(_)) from None


def _add_version(resource: Resource, filename: str, original: StoredFile, stored: Stored) -> None:
    resource.versions.append(
        ResourceVersion(
            number=resource.newest.number + 1 if resource.versions else 1,
            filename=filename,
            original_key=original.key,
            original_bytes=original.size_bytes,
            parquet_key=stored.parquet_key,
            row_count=stored.row_count,
            columns=stored.columns,
        )
    )


def _dataset(agency: Agency, slug: str) -> Dataset:
    dataset = db.session.scalar(select(Dataset).where(Dataset.slug == slug))
    if dataset is None:
        dataset = Dataset(slug=slug, agency=agency)
        db.session.add(dataset)
    elif dataset.agency_id != agency.id:
        raise Invalid("slug", _("Another agency has a dataset at this address."))
    return dataset


def _resource(dataset: Dataset, place: Place) -> Resource:
    for resource in dataset.resources:
        if resource.slug == place.table_slug:
            resource.title = place.table_title or resource.title
            return resource
    resource = Resource(slug=place.table_slug, title=place.table_title)
    dataset.resources.append(resource)
    return resource


def _resource_at(place: Place) -> Resource | None:
    query = select(Resource).join(Dataset).where(Dataset.slug == place.slug, Resource.slug == place.table_slug)
    return db.session.scalar(query)


def _may_publish(actor: Account | None, thing: Agency | Dataset) -> None:
    """Without an actor it is whoever runs the portal, on the command line."""
    if actor is not None:
        require(actor, DataPermission.PUBLISH, thing)


def _judge(actor: Account | None, agency: Agency, place: Place, text: DatasetText) -> None:
    """Permission and texts, before a file is read at length."""
    _may_publish(actor, agency)
    check_slug(place.slug)
    if place.slug == LIVE:
        raise Invalid("slug", _("This address is taken; choose another."))
    check_slug(place.table_slug, "table_slug")
    if place.table_slug in _NOT_A_TABLE:
        raise Invalid("table_slug", _("This address is taken; choose another."))
    check_length("table_title", place.table_title, 200)
    _check(text)
    if place.chosen_at and _resource_at(place) is not None:
        raise Invalid(place.chosen_at, _("This address is taken; choose another."))
    owner = db.session.scalar(select(Dataset.agency_id).where(Dataset.slug == place.slug))
    if owner is not None and owner != agency.id:
        raise Invalid("slug", _("Another agency has a dataset at this address."))


def _check(text: DatasetText) -> None:
    if not clean_line(text.title):
        raise Invalid("title", _("Give it a title."))
    check_length("title", clean_line(text.title), 200)
    check_length("description", text.description, 10_000)
    check_length("source", text.source, 500)
    if text.licence not in LICENCES:
        raise Invalid("licence", _("Choose a licence: %(known)s.", known=", ".join(LICENCES)))


def _fill(dataset: Dataset, text: DatasetText) -> None:
    dataset.title, dataset.description = clean_line(text.title), clean(text.description)
    dataset.licence, dataset.source, dataset.language = text.licence, clean_line(text.source), text.language
