"""Forms of the pages with which drafters set up processes and consultations."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import BooleanField, Field, RadioField, SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

from civic.core.agencies.forms import agency_field
from civic.core.forms.fields import day_field, language_field, slug_field
from civic.core.forms.translations import TranslatedForm, translated_values
from civic.core.places import city_map
from civic.participation.processes.actions import Period, ProcessLook, ProcessText
from civic.participation.processes.labels import PHASE_LABELS
from civic.participation.processes.models import PhaseKind, Process
from civic.participation.processes.permissions import ProcessPermission
from civic.participation.processes.pictures import ILLUSTRATIONS, keep_picture
from civic.web.days import end_of, first_day, last_day, start_of


class ProcessForm(TranslatedForm):
    """Text and phases of a process."""

    title = StringField(_l("Title"), [InputRequired(_l("Give it a title.")), Length(max=200)], widget=GovTextInput())
    slug = slug_field()
    summary = TextAreaField(
        _l("In one or two sentences"),
        [Length(max=500)],
        description=_l("What is asked, of whom, and what it will change."),
        widget=GovTextArea(),
    )
    description = TextAreaField(_l("What it is about"), description=_l("Markdown is understood."), widget=GovTextArea())
    language = language_field()
    other_title = StringField(_l("Title"), [Length(max=200)], widget=GovTextInput())
    other_summary = TextAreaField(_l("In one or two sentences"), [Length(max=500)], widget=GovTextArea())
    other_description = TextAreaField(_l("What it is about"), widget=GovTextArea())
    illustration = RadioField(
        _l("Picture"),
        choices=[("", _l("None of these")), *ILLUSTRATIONS.items()],
        default="",
        validate_choice=False,
    )
    picture = FileField(
        _l("Or a picture of your own"),
        description=_l("JPEG, PNG or WebP up to 10 MB. The place where it was taken is removed from it."),
        widget=GovFileInput(),
    )
    picture_alt = StringField(
        _l("What your picture shows"),
        [Length(max=300)],
        description=_l("In a few words, for people who do not see it."),
        widget=GovTextInput(),
    )
    without_picture = BooleanField(_l("Remove your picture"))
    places = SelectMultipleField(
        _l("Which districts is it about?"),
        choices=lambda: [(place.code, place.name) for place in city_map().places],
        validate_choice=False,
    )
    agency = agency_field(ProcessPermission.MANAGE)
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())

    def text(self) -> ProcessText:
        return ProcessText(
            self.title.data or "",
            self.summary.data or "",
            self.description.data or "",
            self.language.data,
            self.translations(self.language.data),
        )

    def look(self) -> ProcessLook:
        """The chosen drawing or the uploaded picture, which is kept here; raises Invalid where it is none."""
        sent, alt = self.picture.data, (self.picture_alt.data or "").strip()
        new = keep_picture(sent.stream, alt) if sent else None
        return ProcessLook(self.illustration.data or "", self.places.data or (), new, bool(self.without_picture.data))

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

    def field_of(self, name: str) -> Field | None:
        return super().field_of(f"{name}_first" if name in list(PhaseKind) else name)

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
            "illustration": process.illustration,
            "places": [place.region_code for place in process.places],
        }
        values |= translated_values(process)
        for phase in process.phases:
            values[f"{phase.kind}_first"] = first_day(phase.starts_at)
            values[f"{phase.kind}_last"] = last_day(phase.ends_at) if phase.ends_at else None
        return values


for _kind in PhaseKind:
    setattr(ProcessForm, f"{_kind}_first", day_field(_l("First day")))
    setattr(ProcessForm, f"{_kind}_last", day_field(_l("Last day")))
