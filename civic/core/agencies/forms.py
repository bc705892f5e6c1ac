"""The form of an agency, which the actions judge; and the field in which one is chosen."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextInput
from wtforms import BooleanField, SelectField, StringField, SubmitField

from civic.core.agencies.actions import AgencyText
from civic.core.agencies.queries import all_agencies
from civic.core.forms import Form
from civic.core.forms.fields import CheckboxInput
from civic.core.permissions import can


def agency_field(permission: StrEnum) -> SelectField:
    """An agency, by its number: of those in which whoever looks at the form holds the permission."""

    def held() -> list[tuple[int, str]]:
        return [(agency.id, agency.name) for agency in all_agencies() if can(current_user, permission, agency)]

    return SelectField(_l("Agency"), coerce=int, choices=held, widget=GovSelect())


class AgencyForm(Form):
    name = StringField(_l("Name"), widget=GovTextInput())
    short_name = StringField(
        _l("Short name"), description=_l("As it stands on cards and in tables, such as Dishub."), widget=GovTextInput()
    )
    code = StringField(
        _l("Code"),
        description=_l("For addresses and the command line: small letters, digits, hyphens."),
        widget=GovTextInput(),
    )
    needs_second_person = BooleanField(
        _l("A second person publishes summaries"),
        description=_l("Who has made one ready sends it; somebody else with the right to publish looks it through."),
        widget=CheckboxInput(),
    )
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())

    def text(self) -> AgencyText:
        is_by_two = bool(self.needs_second_person.data)
        return AgencyText(self.code.data or "", self.name.data or "", self.short_name.data or "", is_by_two)
