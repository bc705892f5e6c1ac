"""Consultations and their questions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.core.db.types import UTCDateTime
from civic.core.translations import Translations
from civic.extensions import Model
from civic.participation.processes.models import Activity, Anchor

CONSULTATION = "consultation"
QUESTION = "question"  # the kind of anchor of a comment that answers a question


class Consultation(Activity):
    """An activity that asks for comments on questions."""

    __tablename__ = "consultation"
    __mapper_args__ = {"polymorphic_identity": CONSULTATION}  # noqa: RUF012 - SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True)
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown

    questions: Mapped[list[ConsultationQuestion]] = relationship(
        order_by="ConsultationQuestion.position",
        primaryjoin="and_(Consultation.id == ConsultationQuestion.consultation_id,"
        " ConsultationQuestion.retired_at.is_(None))",
        passive_deletes=True,
    )

    def has_anchor(self, anchor: Anchor) -> bool:
        """Comments may answer the questions that are asked now."""
        return anchor in {question.anchor for question in self.questions}


class ConsultationQuestion(Model):
    """One question of a consultation, which a comment may answer.

    A question is its words: other words are another question. One that has been answered and is no longer asked is
    retired, so that its comments stay with what they answered.
    """

    __tablename__ = "consultation_question"
    __table_args__ = (Index("ix_consultation_question_place", "consultation_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    position: Mapped[int]
    prompt: Mapped[str] = mapped_column(String(500))
    hint: Mapped[str] = mapped_column(String(500), default="")
    translations: Mapped[Translations] = mapped_column(JSON, default=dict, server_default="{}")
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def anchor(self) -> Anchor:
        """What comments that answer this question are anchored to."""
        return Anchor(QUESTION, str(self.id))
