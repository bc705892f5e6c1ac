"""A dataset placed beside a summary: its chart and figures, as a value that can be frozen in an edition."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from civic.core.files import path_of
from civic.opendata import tables
from civic.opendata.licences import LICENCES
from civic.opendata.models import Dataset

MAX_POINTS = 60


@dataclass(frozen=True)
class Evidence:
    """Title, chart points (label, value) and where they come from."""

    slug: str
    title: str
    kind: str
    label: str
    value: str
    points: list[tuple[str, float]]
    source: str
    licence: str
    agency: str
    language: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def evidence_of(dataset: Dataset) -> Evidence:
    """The evidence that a dataset offers: the chart its steward chose, at most 60 points."""
    resource, chart = dataset.resource, dataset.resource.chart
    points = tables.points(path_of(resource.parquet_key), chart["label"], chart["value"], MAX_POINTS) if chart else []
    return Evidence(
        slug=dataset.slug,
        title=dataset.title,
        kind=chart.get("kind", ""),
        label=chart.get("label", ""),
        value=chart.get("value", ""),
        points=points,
        source=dataset.source,
        licence=LICENCES[dataset.licence][0],
        agency=dataset.agency.name,
        language=dataset.language,
    )
