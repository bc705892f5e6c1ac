"""Everything that changes a consultation itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.core.permissions import require
from civic.core.text import check_length, clean, clean_line
from civic.errors import Invalid
from civic.extensions import db
from civic.participation.consultations.models import Consultation, ConsultationQuestion
from civic.participation.processes.actions import check_slug
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
    with transaction():
        require(actor, ProcessPermission.MANAGE, process)
        check_slug(slug)
        if db.session.scalar(select(Consultation.id).where(Consultation.slug == slug)):
            raise Invalid("slug", _("This address is taken; choose another."))
        consultation = Consultation(slug=slug, process=process)
        _fill(consultation, text)
        db.session.add(consultation)
        db.session.flush()
        record(actor, "consultation.created", consultation, slug=slug)
        return consultation


def update_consultation(actor: Account, consultation: Consultation, text: ConsultationText) -> Consultation:
    """Change text, dates and questions. A question keeps its comments while its place stays."""
    with transaction():
        require(actor, ProcessPermission.MANAGE, consultation)
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
    for position, prompt in enumerate(prompts, 1):
        if position <= len(consultation.questions):
            consultation.questions[position - 1].prompt = prompt
        else:
            consultation.questions.append(ConsultationQuestion(position=position, prompt=prompt))
    if len(prompts) < len(consultation.questions) and consultation.comment_count:
        raise Invalid("questions", _("A question that may have been answered cannot be removed."))
    del consultation.questions[len(prompts) :]
