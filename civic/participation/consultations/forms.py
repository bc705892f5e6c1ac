"""Forms around consultations."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea, GovTextInput
from wtforms import StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

from civic.core.forms.fields import day_field, slug_field
from civic.core.forms.translations import TranslatedForm, translated_values
from civic.core.translations import other_language
from civic.participation.consultations.actions import ConsultationText
from civic.participation.consultations.models import Consultation
from civic.participation.consultations.wording import lines_in
from civic.web.days import end_of, first_day, last_day, start_of


class ConsultationForm(TranslatedForm):
    """Text, questions and dates of a consultation."""

    title = StringField(_l("Title"), [InputRequired(_l("Give it a title.")), Length(max=200)], widget=GovTextInput())
    slug = slug_field()
    summary = TextAreaField(_l("In one or two sentences"), [Length(max=500)], widget=GovTextArea())
    introduction = TextAreaField(
        _l("What people should know first"), description=_l("Markdown is understood."), widget=GovTextArea()
    )
    questions = TextAreaField(
        _l("Questions"),
        description=_l("One question a line. Without any, people comment freely."),
        widget=GovTextArea(),
    )
    other_title = StringField(_l("Title"), [Length(max=200)], widget=GovTextInput())
    other_summary = TextAreaField(_l("In one or two sentences"), [Length(max=500)], widget=GovTextArea())
    other_introduction = TextAreaField(_l("What people should know first"), widget=GovTextArea())
    other_questions = TextAreaField(
        _l("Questions"),
        description=_l("One line for each question, in the same order; a hyphen (-) for one that is not translated."),
        widget=GovTextArea(),
    )
    first_day = day_field(_l("First day"), InputRequired(_l("Give the first day.")))
    last_day = day_field(_l("Last day"))
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())

    def text(self, language: str) -> ConsultationText:
        """What was typed, for a consultation in this language."""
        return ConsultationText(
            self.title.data or "",
            self.summary.data or "",
            self.introduction.data or "",
            (self.questions.data or "").splitlines(),
            start_of(self.first_day.data),
            end_of(self.last_day.data) if self.last_day.data else None,
            self.translations(language),
            {other_language(language): (self.other_questions.data or "").splitlines()},
        )

    @staticmethod
    def values_of(consultation: Consultation) -> dict[str, Any]:
        """What the fields show for a consultation that stands."""
        others = lines_in(consultation.questions, other_language(consultation.language))
        return translated_values(consultation) | {
            "title": consultation.title,
            "slug": consultation.slug,
            "summary": consultation.summary,
            "introduction": consultation.introduction,
            "questions": "\n".join(question.prompt for question in consultation.questions),
            "other_questions": "\n".join(others),
            "first_day": first_day(consultation.opens_at),
            "last_day": last_day(consultation.closes_at) if consultation.closes_at else None,
        }
