"""What the search finds of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from civic.modules import Document, SearchSource
from civic.opendata.models import Dataset


def _documents(dataset: Dataset) -> Iterator[Document]:
    yield Document(
        dataset.title,
        "opendata.show",
        {"slug": dataset.slug},
        f"{dataset.description} {dataset.source}",
        language=dataset.language,
        agency_id=dataset.agency_id,
        stamp=dataset.modified_at,
    )


DATASETS = SearchSource("dataset", _l("Datasets"), Dataset, _documents, weight=1.3)
