"""Reading consultations."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from civic.errors import NotFound
from civic.extensions import db
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import Consultation, ConsultationQuestion


def consultation_by_slug(slug: str) -> Consultation:
    """A consultation with its questions, process and agency, in one query; raises NotFound."""
    consultation = (
        db.session.scalars(
            select(Consultation)
            .options(
                joinedload(Consultation.questions),
                joinedload(Consultation.process),
                joinedload(Consultation.agency),
            )
            .where(Consultation.slug == slug)
        )
        .unique()
        .one_or_none()
    )
    if consultation is None:
        raise NotFound
    return consultation


def all_questions(consultation_id: int) -> list[ConsultationQuestion]:
    """Every question that was ever asked and answered, in order. Uses ix_consultation_question_place."""
    query = select(ConsultationQuestion).where(ConsultationQuestion.consultation_id == consultation_id)
    return list(db.session.scalars(query.order_by(ConsultationQuestion.position, ConsultationQuestion.id)))


def questions_ever_asked(consultation_id: int) -> Mapping[str, str]:
    """What its comments answer, retired questions too: the anchor's reference and the words."""
    return {question.anchor.ref: question.prompt for question in all_questions(consultation_id)}


def is_answered(question: ConsultationQuestion) -> bool:
    """Whether a comment, shown or not, is anchored to the question. Uses ix_comment_anchor."""
    anchored = select(Comment.id).where(
        Comment.activity_id == question.consultation_id,
        Comment.anchor_kind == question.anchor.kind,
        Comment.anchor_ref == question.anchor.ref,
    )
    return bool(db.session.scalar(select(anchored.exists())))
