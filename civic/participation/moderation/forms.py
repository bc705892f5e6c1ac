"""What a moderator says of a comment in the queue."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import StringField

from civic.core.forms import Form


class DecisionForm(Form):
    """Its two buttons say what is decided."""

    reason = StringField(
        _l("Reason, if you hide it: everybody can read it"), render_kw={"maxlength": 500}, widget=GovTextInput()
    )
