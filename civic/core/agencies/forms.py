"""The form of an agency; the actions judge it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from wtforms import StringField, SubmitField

from civic.core.agencies.actions import AgencyText
from civic.web.forms import Form


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
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())

    def text(self) -> AgencyText:
        return AgencyText(self.code.data or "", self.name.data or "", self.short_name.data or "")
