"""A dataset placed beside a summary: its chart and figures, as a value that can be frozen in an edition."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import force_locale

from civic.opendata.ingest import preview_of
from civic.opendata.licences import LICENCES
from civic.opendata.models import Dataset, Resource


@dataclass(frozen=True)
class Evidence:
    """Title, chart points (label, value) and where they come from: the version of the table that was drawn."""

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
    table: str = ""
    version: int = 0


def evidence_of(dataset: Dataset, resource: Resource | None = None) -> Evidence:
    """The evidence that a dataset offers: the chart its steward chose for a table, the first unless named."""
    resource = resource or dataset.resource
    chart = resource.chart
    with force_locale(dataset.language):  # an edition keeps the words, whoever publishes it
        licence = str(LICENCES[dataset.licence][0])
    return Evidence(
        slug=dataset.slug,
        title=resource.title or dataset.title,
        kind=chart.kind if chart else "",
        label=chart.label if chart else "",
        value=chart.value if chart else "",
        points=list(preview_of(resource).points) if chart else [],
        source=dataset.source,
        licence=licence,
        agency=dataset.agency.name,
        language=dataset.language,
        table=resource.slug,
        version=resource.newest.number,
    )
