"""Forms of the pages with which drafters set up processes and consultations."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import DateField, Field, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from civic.participation.processes.actions import Period, ProcessText
from civic.participation.processes.labels import PHASE_LABELS
from civic.participation.processes.models import PhaseKind, Process
from civic.web.days import FIRST_YEAR, LAST_YEAR, end_of, first_day, last_day, start_of
from civic.web.forms import Form


class DayInput(GovInput):
    """A native date field; browsers without one take 2026-11-23."""

    input_type = "date"


def day_field(label: Any, *validators: Any) -> DateField:
    """A day; a wrong one is named in the person's language."""
    return _DayField(label, validators=list(validators) or [Optional()], widget=DayInput())


class _DayField(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            message = _l("Give a real date, such as 2026-11-23.")
            raise ValueError(message) from None
        day: date | None = self.data
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.data = None
            raise ValueError(_("The year %(year)s cannot be right; check the date.", year=day.year))


class ProcessForm(Form):
    """Text and phases of a process."""

    title = StringField(_l("Title"), [InputRequired(_l("Give it a title.")), Length(max=200)], widget=GovTextInput())
    slug = StringField(
        _l("Address"),
        [InputRequired(_l("Give it an address."))],
        description=_l("The last part of the page's address: small letters, digits, hyphens."),
        widget=GovTextInput(),
    )
    summary = TextAreaField(
        _l("In one or two sentences"),
        [Length(max=500)],
        description=_l("What is asked, of whom, and what it will change."),
        widget=GovTextArea(),
    )
    description = TextAreaField(_l("What it is about"), description=_l("Markdown is understood."), widget=GovTextArea())
    language = SelectField(
        _l("Language of these texts"),
        choices=[("id", "Bahasa Indonesia"), ("en", "English")],
        widget=GovSelect(),
    )
    agency = SelectField(_l("Agency"), coerce=int, widget=GovSelect())
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())

    def text(self) -> ProcessText:
        return ProcessText(
            self.title.data or "", self.summary.data or "", self.description.data or "", self.language.data
        )

    def phases(self) -> dict[PhaseKind, Period]:
        """The phases whose first day is given."""
        result = {}
        for kind in PhaseKind:
            first, last = self[f"{kind}_first"].data, self[f"{kind}_last"].data
            if first:
                result[kind] = Period(start_of(first), end_of(last) if last else None)
        return result

    def phase_fields(self) -> list[tuple[Any, Field, Field]]:
        """(label, first day, last day) of each phase, for the template."""
        return [(PHASE_LABELS[kind], self[f"{kind}_first"], self[f"{kind}_last"]) for kind in PhaseKind]

    @staticmethod
    def values_of(process: Process) -> dict[str, Any]:
        """What the fields show for a process that stands."""
        values: dict[str, Any] = {
            "title": process.title,
            "slug": process.slug,
            "summary": process.summary,
            "description": process.description,
            "language": process.language,
            "agency": process.agency_id,
        }
        for phase in process.phases:
            values[f"{phase.kind}_first"] = first_day(phase.starts_at)
            values[f"{phase.kind}_last"] = last_day(phase.ends_at) if phase.ends_at else None
        return values


for _kind in PhaseKind:
    setattr(ProcessForm, f"{_kind}_first", day_field(_l("First day")))
    setattr(ProcessForm, f"{_kind}_last", day_field(_l("Last day")))
