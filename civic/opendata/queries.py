"""Reading the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from civic.core.accounts.models import Account
from civic.core.db.pagination import Page, keyset
from civic.core.search.queries import references
from civic.extensions import db
from civic.opendata.errors import NoDataset, NoUpload
from civic.opendata.models import Dataset, Resource, ResourceVersion, Upload


@dataclass(frozen=True)
class DatasetCard:
    """A dataset as a card shows it."""

    slug: str
    title: str
    description: str
    agency: str
    language: str
    row_count: int
    modified_at: datetime


def dataset_by_slug(slug: str) -> Dataset:
    """A dataset with its agency, tables and their versions; raises NoDataset. Three queries."""
    query = select(Dataset).options(
        joinedload(Dataset.agency), selectinload(Dataset.resources).selectinload(Resource.versions)
    )
    dataset = db.session.scalar(query.where(Dataset.slug == slug))
    if dataset is None:
        raise NoDataset
    return dataset


def resource_of(dataset: Dataset, table_slug: str) -> Resource:
    """A dataset's table; raises NoDataset."""
    for resource in dataset.resources:
        if resource.slug == table_slug:
            return resource
    raise NoDataset


def version_of(resource: Resource, number: int) -> ResourceVersion:
    """One version of a table; raises NoDataset."""
    for version in resource.versions:
        if version.number == number:
            return version
    raise NoDataset


def upload_of(account: Account, upload_id: int) -> Upload:
    """An upload of this person; raises NoUpload, for another's too."""
    upload = db.session.scalar(select(Upload).where(Upload.id == upload_id, Upload.account_id == account.id))
    if upload is None:
        raise NoUpload
    return upload


def published_from(original_key: str) -> Resource:
    """The table that was last published from a file; raises NoUpload."""
    query = select(Resource).join(Resource.versions).where(ResourceVersion.original_key == original_key)
    resource = db.session.scalars(query.order_by(ResourceVersion.id.desc()).limit(1)).first()
    if resource is None:
        raise NoUpload
    return resource


def list_datasets(
    cursor: str | None, *, words: str = "", agency_id: int | None = None, licence: str = "", limit: int = 20
) -> Page[Dataset]:
    """Datasets, newest first, by words in title and description, agency or licence. Two queries."""
    query = select(Dataset).options(joinedload(Dataset.agency), selectinload(Dataset.resources))
    if words:
        query = query.where(Dataset.id.in_([int(reference) for reference in references("dataset", words)]))
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


def card(dataset: Dataset) -> DatasetCard:
    """A dataset as a card."""
    return DatasetCard(
        dataset.slug,
        dataset.title,
        dataset.description,
        dataset.agency.name,
        dataset.language,
        dataset.resource.row_count,
        dataset.modified_at,
    )
