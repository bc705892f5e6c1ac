"""Everything that changes a consultation itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import locked, taken, transaction
from civic.core.db.types import utcnow
from civic.core.permissions import require
from civic.core.text import check_length, check_slug, clean, clean_line
from civic.errors import Invalid
from civic.extensions import db
from civic.participation.consultations.models import Consultation, ConsultationQuestion
from civic.participation.consultations.queries import all_questions, is_answered
from civic.participation.processes.models import Process
from civic.participation.processes.permissions import ProcessPermission

MAX_QUESTIONS = 20


@dataclass(frozen=True)
class ConsultationText:
    """What a consultation says and when it is open."""

    title: str
    summary: str
    introduction: str
    questions: Sequence[str]
    opens_at: datetime
    closes_at: datetime | None


def create_consultation(actor: Account, process: Process, slug: str, text: ConsultationText) -> Consultation:
    """Add a consultation to a process. Raises Invalid at the field that is wrong."""
    with taken("slug", _("This address is taken; choose another.")), transaction():
        require(actor, ProcessPermission.MANAGE, process)
        check_slug(slug)
        if db.session.scalar(select(Consultation.id).where(Consultation.slug == slug)):
            raise Invalid("slug", _("This address is taken; choose another."))
        consultation = Consultation(slug=slug, process=process)
        db.session.add(consultation)
        _fill(consultation, text)
        record(actor, "consultation.created", consultation, slug=slug)
        return consultation


def update_consultation(actor: Account, consultation: Consultation, text: ConsultationText) -> Consultation:
    """Change text, dates and questions. Comments stay with the question that they answered, as it was worded."""
    with transaction():
        require(actor, ProcessPermission.MANAGE, consultation)
        locked(consultation)  # drafters who save at once wait for each other
        _fill(consultation, text)
        consultation.version += 1
        record(actor, "consultation.updated", consultation)
        return consultation


def _fill(consultation: Consultation, text: ConsultationText) -> None:
    consultation.title, consultation.summary = clean_line(text.title), clean_line(text.summary)
    consultation.introduction = clean(text.introduction)
    if not consultation.title:
        raise Invalid("title", _("Give it a title."))
    check_length("title", consultation.title, 200)
    check_length("summary", consultation.summary, 500)
    if text.closes_at and text.closes_at <= text.opens_at:
        raise Invalid("last_day", _("The last day must not lie before the first."))
    consultation.opens_at, consultation.closes_at = text.opens_at, text.closes_at
    prompts = [prompt for prompt in map(clean_line, text.questions) if prompt]
    if len(prompts) > MAX_QUESTIONS:
        raise Invalid("questions", _("At most %(num)s questions, please.", num=MAX_QUESTIONS))
    for prompt in prompts:
        check_length("questions", prompt, 500)
        if prompts.count(prompt) > 1:
            raise Invalid("questions", _("“%(question)s” is asked twice.", question=prompt))
    _ask(consultation, prompts)


def _ask(consultation: Consultation, prompts: list[str]) -> None:
    """Ask just these questions, in this order. Known by its words, a question keeps its comments wherever it stands."""
    known = {question.prompt: question for question in all_questions(consultation.id)} if consultation.id else {}
    for position, prompt in enumerate(prompts, 1):
        question = known.pop(prompt, None)
        if question is None:
            consultation.questions.append(ConsultationQuestion(position=position, prompt=prompt))
        else:
            question.position, question.retired_at = position, None
    for question in known.values():
        if is_answered(question):
            question.retired_at = question.retired_at or utcnow()
        else:
            db.session.delete(question)
    db.session.flush()
    db.session.expire(consultation, ["questions"])
