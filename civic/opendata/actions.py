"""Everything that changes the catalogue."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from flask_babel import gettext as _
from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.files import store
from civic.core.permissions import require
from civic.core.text import check_length, check_slug, clean, clean_line
from civic.errors import Invalid
from civic.extensions import db
from civic.opendata import tables
from civic.opendata.licences import LICENCES
from civic.opendata.models import Dataset, Resource
from civic.opendata.permissions import DataPermission


@dataclass(frozen=True)
class DatasetText:
    """What people read about a dataset."""

    title: str
    description: str = ""
    licence: str = "cc-by-4.0"
    source: str = ""
    language: str = "id"


def import_csv(
    actor: Account | None, agency: Agency, slug: str, text: DatasetText, stream: BinaryIO, filename: str
) -> Dataset:
    """Add a dataset, or a new version of its table; the same bytes again change nothing but the text.

    Without an actor it is the command line of whoever runs the portal.

    Raises:
        Invalid: at `file` (with the line) or at the field of the text that is wrong; nothing is stored.
    """
    if actor is not None:
        require(actor, DataPermission.PUBLISH, agency)
    check_slug(slug)
    _check(text)
    data = stream.read()
    resource = _read_table(data, filename)
    with transaction():
        dataset = db.session.scalar(select(Dataset).where(Dataset.slug == slug))
        if dataset is None:
            dataset = Dataset(slug=slug, agency=agency)
            db.session.add(dataset)
        elif dataset.agency_id != agency.id:
            raise Invalid("slug", _("Another agency has a dataset at this address."))
        _fill(dataset, text)
        if not dataset.resources or dataset.resource.original_key != resource.original_key:
            dataset.resources.append(resource)
            dataset.modified_at = utcnow()
        db.session.flush()
        record(actor, "dataset.published", dataset, slug=slug, rows=resource.row_count)
        return dataset


def update_dataset(actor: Account, dataset: Dataset, text: DatasetText, chart: dict[str, Any]) -> Dataset:
    """Change a dataset's text and chart."""
    with transaction():
        require(actor, DataPermission.PUBLISH, dataset)
        _check(text)
        names = {column["name"] for column in dataset.resource.columns}
        if chart and not {chart["label"], chart["value"]} <= names:
            raise Invalid("chart_value", _("Choose columns of this table."))
        _fill(dataset, text)
        dataset.resource.chart = chart
        dataset.modified_at = utcnow()
        record(actor, "dataset.updated", dataset)
        return dataset


def _read_table(data: bytes, filename: str) -> Resource:
    with tempfile.TemporaryDirectory() as folder:
        clean_csv, parquet = Path(folder) / "table.csv", Path(folder) / "table.parquet"
        tables.normalise_csv(io.BytesIO(data), clean_csv)
        tables.csv_to_parquet(clean_csv, parquet)
        row_count, columns = tables.profile(parquet)
        with parquet.open("rb") as file:
            kept = store(file)
    original = store(io.BytesIO(data))
    return Resource(
        filename=clean_line(Path(filename).name)[:200] or "data.csv",
        original_key=original.key,
        original_bytes=original.size_bytes,
        parquet_key=kept.key,
        row_count=row_count,
        columns=columns,
        chart=_guess_chart(columns, row_count),
    )


def _guess_chart(columns: list[dict[str, Any]], row_count: int) -> dict[str, Any]:
    """Bars of the first figures by the first names, where there are few enough to read."""
    labels = [c["name"] for c in columns if c["kind"] == "text" and c["distinct"] == row_count]
    named = [name for name in labels if "nama" in name.lower() or "name" in name.lower()]
    values = [c["name"] for c in columns if c["kind"] in ("integer", "decimal") and c["distinct"] > 1]
    if not (labels and values) or row_count > 60:
        return {}
    return {"kind": "bar", "label": (named or labels)[0], "value": values[-1]}


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
