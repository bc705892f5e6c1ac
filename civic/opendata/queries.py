"""Reading the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from civic.core.db.pagination import Page, keyset
from civic.core.search import Hit
from civic.core.search.sources import matches
from civic.errors import NotFound
from civic.extensions import db
from civic.opendata.models import Dataset


@dataclass(frozen=True)
class DatasetCard:
    """A dataset as a card shows it."""

    title: str
    description: str
    agency: str
    language: str
    row_count: int
    url: str


def dataset_by_slug(slug: str) -> Dataset:
    """A dataset with its agency and tables; raises NotFound. Two queries."""
    query = select(Dataset).options(joinedload(Dataset.agency), selectinload(Dataset.resources))
    dataset = db.session.scalar(query.where(Dataset.slug == slug))
    if dataset is None:
        raise NotFound(_("There is no dataset at this address."))
    return dataset


def list_datasets(
    cursor: str | None, *, words: str = "", agency_id: int | None = None, licence: str = "", limit: int = 20
) -> Page[Dataset]:
    """Datasets, newest first, by words in title and description, agency or licence."""
    query = select(Dataset).options(joinedload(Dataset.agency), selectinload(Dataset.resources))
    if words:
        query = query.where(matches(words.split()[:8], Dataset.title, Dataset.description))
    if agency_id is not None:
        query = query.where(Dataset.agency_id == agency_id)
    if licence:
        query = query.where(Dataset.licence == licence)
    return keyset(query, (Dataset.id,), cursor, limit, descending=True)


def latest_datasets(limit: int = 3) -> list[DatasetCard]:
    """The newest datasets, for the front page."""
    return [card(dataset) for dataset in list_datasets(None, limit=limit).items]


def all_datasets(limit: int = 200) -> list[Dataset]:
    """Datasets by title, to choose from."""
    return list(db.session.scalars(select(Dataset).order_by(Dataset.title).limit(limit)))


def search_datasets(words: list[str], limit: int) -> list[Hit]:
    """Datasets that contain all words, for the portal's search."""
    found = db.session.scalars(
        select(Dataset)
        .where(matches(words, Dataset.title, Dataset.description))
        .order_by(Dataset.id.desc())
        .limit(limit)
    )
    return [Hit(_("Dataset"), d.title, url_for("opendata.show", slug=d.slug), d.description, d.language) for d in found]


def card(dataset: Dataset) -> DatasetCard:
    """A dataset as a card."""
    return DatasetCard(
        dataset.title,
        dataset.description,
        dataset.agency.name,
        dataset.language,
        dataset.resource.row_count,
        url_for("opendata.show", slug=dataset.slug),
    )
