"""What the search finds of consultations."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from civic.core.markdown import plain
from civic.modules import Document, SearchSource
from civic.participation.consultations.models import Consultation, ConsultationQuestion


def _documents(consultation: Consultation) -> Iterator[Document]:
    prompts = " ".join(question.prompt for question in consultation.questions)
    translated = " ".join(
        plain(text, headings=True) for texts in consultation.translations.values() for text in texts.values()
    )
    yield Document(
        consultation.title,
        "consultations.show",
        {"slug": consultation.slug},
        f"{consultation.summary} {plain(consultation.introduction, headings=True)} {prompts} {translated}".strip(),
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
