"""The forms with which somebody leaves, by password or by a code; the action judges them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput
from wtforms import SubmitField

from civic.core.accounts.forms import code_field, password_field
from civic.core.forms import Form


class EraseForm(Form):
    proof = password_field(_l("Your password"), "current-password")
    submit = SubmitField(_l("Delete my account"), widget=GovSubmitInput())


class CodeEraseForm(EraseForm):
    proof = code_field()
