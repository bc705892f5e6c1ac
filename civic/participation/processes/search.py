"""What the search finds of processes."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from civic.core.markdown import plain
from civic.core.translations import in_one
from civic.modules import Document, SearchSource
from civic.participation.processes.models import Phase, PhaseKind, Process


def _documents(process: Process) -> Iterator[Document]:
    taking_part = next((phase for phase in process.phases if phase.kind is PhaseKind.OPEN), None)
    yield Document(
        process.title,
        "processes.show",
        {"slug": process.slug},
        f"{process.summary} {plain(process.description, headings=True)} {in_one(process.translations)}".strip(),
        language=process.language,
        agency_id=process.agency_id,
        stamp=process.created_at,
        opens_at=taking_part.starts_at if taking_part else None,
        closes_at=taking_part.ends_at if taking_part else None,
    )


PROCESSES = SearchSource(
    "process",
    _l("Processes"),
    Process,
    _documents,
    options=(selectinload(Process.phases),),
    follows={Phase: "process_id"},
    weight=1.5,
)
