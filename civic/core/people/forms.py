"""The form with which somebody is invited; the action judges it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextInput
from wtforms import SelectField, StringField, SubmitField

from civic.web.forms import Form


class InviteForm(Form):
    name = StringField(_l("Name of the person"), render_kw={"maxlength": 80}, widget=GovTextInput())
    contact = StringField(
        _l("E-mail address or mobile number"),
        description=_l("We write to it; with it the person signs in."),
        render_kw={"maxlength": 254, "spellcheck": "false", "autocapitalize": "none"},
        widget=GovTextInput(),
    )
    role = SelectField(_l("Role"), widget=GovSelect())
    agency = SelectField(_l("Agency"), widget=GovSelect())
    submit = SubmitField(_l("Send the invitation"), widget=GovSubmitInput())
