"""The forms with which somebody is invited or given a role; the actions judge them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextInput
from wtforms import SelectField, StringField, SubmitField

from civic.core.accounts.labels import ROLE_LABELS
from civic.core.agencies.models import Agency
from civic.core.agencies.queries import agency_by_id
from civic.core.forms import Form
from civic.modules import Role


class InviteForm(Form):
    name = StringField(_l("Name of the person"), render_kw={"maxlength": 80}, widget=GovTextInput())
    contact = StringField(
        _l("E-mail address or mobile number"),
        description=_l("We write to it; with it the person signs in."),
        render_kw={"maxlength": 254, "spellcheck": "false", "autocapitalize": "none"},
        widget=GovTextInput(),
    )
    role = SelectField(_l("Role"), choices=list(ROLE_LABELS.items()), widget=GovSelect())
    agency = SelectField(_l("Agency"), widget=GovSelect())
    submit = SubmitField(_l("Send the invitation"), widget=GovSubmitInput())

    def offer(self, agencies: list[Agency]) -> None:
        """Let these be chosen from."""
        whole_city = ("", _l("The whole city (administrators)"))
        self.agency.choices = [whole_city, *((str(agency.id), agency.name) for agency in agencies)]

    def chosen(self) -> tuple[Role, Agency | None]:
        """The role, and within which agency."""
        return Role(self.role.data), agency_by_id(int(self.agency.data)) if self.agency.data else None


class GrantForm(Form):
    """A role for somebody who has an account."""

    role, agency = InviteForm.role, InviteForm.agency
    submit = SubmitField(_l("Give"), widget=GovSubmitInput())
    offer, chosen = InviteForm.offer, InviteForm.chosen
