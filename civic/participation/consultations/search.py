"""What the search finds of consultations."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from civic.core.markdown import plain
from civic.core.translations import in_one
from civic.modules import Document, SearchSource
from civic.participation.consultations.models import Consultation, ConsultationQuestion


def _documents(consultation: Consultation) -> Iterator[Document]:
    asked = " ".join(f"{question.prompt} {in_one(question.translations)}" for question in consultation.questions)
    introduction = plain(consultation.introduction, headings=True)
    yield Document(
        consultation.title,
        "consultations.show",
        {"slug": consultation.slug},
        f"{consultation.summary} {introduction} {asked} {in_one(consultation.translations)}".strip(),
        language=consultation.language,
        agency_id=consultation.agency_id,
        stamp=consultation.opens_at,
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
    )


CONSULTATIONS = SearchSource(
    "consultation",
    _l("Consultations"),
    Consultation,
    _documents,
    options=(selectinload(Consultation.questions),),
    follows={ConsultationQuestion: "consultation_id"},
    weight=1.5,
)
