"""Everything that changes a consultation itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import locked, taken, transaction
from civic.core.db.types import utcnow
from civic.core.permissions import require
from civic.core.text import check_length, check_slug, clean, clean_line
from civic.core.translations import Translations, translated
from civic.errors import Invalid
from civic.extensions import db
from civic.participation.consultations.models import Consultation, ConsultationQuestion
from civic.participation.consultations.queries import all_questions, is_answered
from civic.participation.consultations.wording import lines_in, paired
from civic.participation.processes.models import Process
from civic.participation.processes.permissions import ProcessPermission

MAX_QUESTIONS, MAX_QUESTION = 20, 500


@dataclass(frozen=True)
class ConsultationText:
    """What a consultation says and when it is open.

    `questions_in` are the questions in further languages, line by line (`wording.paired`).
    """

    title: str
    summary: str
    introduction: str
    questions: Sequence[str]
    opens_at: datetime
    closes_at: datetime | None
    translations: Translations = field(default_factory=dict)
    questions_in: Mapping[str, Sequence[str]] = field(default_factory=dict)


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
    limits = {"title": 200, "summary": 500, "introduction": None}
    consultation.translations = translated(text.translations, limits)
    if text.closes_at and text.closes_at <= text.opens_at:
        raise Invalid("last_day", _("The last day must not lie before the first."))
    consultation.opens_at, consultation.closes_at = text.opens_at, text.closes_at
    prompts = [prompt for prompt in map(clean_line, text.questions) if prompt]
    if len(prompts) > MAX_QUESTIONS:
        raise Invalid("questions", _("At most %(num)s questions, please.", num=MAX_QUESTIONS))
    for prompt in prompts:
        check_length("questions", prompt, MAX_QUESTION)
        if prompts.count(prompt) > 1:
            raise Invalid("questions", _("“%(question)s” is asked twice.", question=prompt))
    _ask(consultation, prompts, _in_other_words(consultation, prompts, text.questions_in))


def _in_other_words(
    consultation: Consultation, prompts: list[str], questions_in: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, str]]:
    """language -> question -> its translation; raises Invalid at the field of the translations."""
    found = {}
    for language, typed in questions_in.items():
        asked = list(consultation.questions)
        shown = dict(zip((question.prompt for question in asked), lines_in(asked, language), strict=False))
        found[language] = paired(prompts, typed, shown, "other_questions")
        for line in found[language].values():
            check_length("other_questions", line, MAX_QUESTION)
    return found


def _ask(consultation: Consultation, prompts: list[str], translations: dict[str, dict[str, str]]) -> None:
    """Ask just these questions, in this order. Known by its words, a question keeps its comments wherever it stands."""
    known = {question.prompt: question for question in all_questions(consultation.id)} if consultation.id else {}
    for position, prompt in enumerate(prompts, 1):
        question = known.pop(prompt, None)
        if question is None:
            question = ConsultationQuestion(prompt=prompt, translations={})
            consultation.questions.append(question)
        question.position, question.retired_at = position, None
        for language, lines in translations.items():
            _translate(question, language, lines.get(prompt, ""))
    for question in known.values():
        if is_answered(question):
            question.retired_at = question.retired_at or utcnow()
        else:
            db.session.delete(question)
    db.session.flush()
    db.session.expire(consultation, ["questions"])


def _translate(question: ConsultationQuestion, language: str, prompt: str) -> None:
    texts = {name: text for name, text in question.translations.get(language, {}).items() if name != "prompt"}
    if prompt:
        texts["prompt"] = prompt
    others = {code: said for code, said in question.translations.items() if code != language}
    question.translations = others | ({language: texts} if texts else {})
