"""The form with which somebody leaves; the action judges it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovSubmitInput
from wtforms import PasswordField, SubmitField

from civic.web.forms import Form


class EraseForm(Form):
    proof = PasswordField(
        _l("Your password"), render_kw={"autocomplete": "current-password"}, widget=GovPasswordInput()
    )
    submit = SubmitField(_l("Delete my account"), widget=GovSubmitInput())
