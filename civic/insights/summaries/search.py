"""What the search finds of published summaries: the themes of each activity's newest edition."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from civic.insights.summaries.models import Summary
from civic.insights.summaries.queries import newest_of
from civic.modules import Document, SearchSource
from civic.participation.processes.kinds import address_of, is_known
from civic.participation.processes.models import Activity


def _documents(activity: Activity) -> Iterator[Document]:
    if activity.summary_number is None:
        return
    edition = newest_of(activity.id)
    if edition is None:
        return
    for theme in edition.content.themes:
        yield Document(
            theme.label,
            "summaries.theme",
            address_of(activity) | {"number": edition.number, "theme": theme.number},
            f"{', '.join(theme.terms)}. {theme.answer}",
            heading=activity.title,
            part=str(theme.number),
            language=activity.language,
            agency_id=activity.agency_id,
            stamp=edition.published_at,
        )


THEMES = SearchSource(
    "theme",
    _l("Themes"),
    Activity,
    _documents,
    follows={Summary: "activity_id"},
    weight=1.2,
    only=is_known,
)
