"""What the portal's search finds of the catalogue."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from civic.core.search import Hit
from civic.core.search.sources import matches
from civic.extensions import db
from civic.modules import Document, SearchSource
from civic.opendata.models import Dataset


def search_datasets(words: list[str], limit: int) -> list[Hit]:
    """Datasets that contain all words, newest first."""
    found = db.session.scalars(
        select(Dataset)
        .where(matches(words, Dataset.title, Dataset.description))
        .order_by(Dataset.id.desc())
        .limit(limit)
    )
    return [Hit(_("Dataset"), d.title, url_for("opendata.show", slug=d.slug), d.description, d.language) for d in found]


def _document(dataset: Dataset) -> Document:
    return Document(
        dataset.title,
        "opendata.show",
        {"slug": dataset.slug},
        text=f"{dataset.description} {dataset.source}".strip(),
        language=dataset.language,
        agency_id=dataset.agency_id,
        stamp=dataset.modified_at,
    )


DATASETS = SearchSource("dataset", _l("Datasets"), Dataset, _document, (joinedload(Dataset.agency),))
