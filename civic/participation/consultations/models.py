"""Consultations and their questions."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.extensions import Model
from civic.participation.processes.models import Activity, ActivityKind


class Consultation(Activity):
    """An activity that asks for comments on questions."""

    __tablename__ = "consultation"
    __mapper_args__ = {"polymorphic_identity": ActivityKind.CONSULTATION}  # noqa: RUF012 - SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True)
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown

    questions: Mapped[list[ConsultationQuestion]] = relationship(
        order_by="ConsultationQuestion.position", cascade="all, delete-orphan"
    )


class ConsultationQuestion(Model):
    """One question of a consultation, which a comment may answer."""

    __tablename__ = "consultation_question"
    __table_args__ = (UniqueConstraint("consultation_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    position: Mapped[int]
    prompt: Mapped[str] = mapped_column(String(500))
    hint: Mapped[str] = mapped_column(String(500), default="")
