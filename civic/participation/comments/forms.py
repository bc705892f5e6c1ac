"""Forms about one comment."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, StringField, SubmitField, TextAreaField

from civic.web.forms import Form


class BodyForm(Form):
    """A reply or a correction; the action judges the text."""

    body = TextAreaField(_l("Your comment"), widget=GovTextArea())
    submit = SubmitField(_l("Send"), widget=GovSubmitInput())


class ReplyForm(BodyForm):
    """A reply. The key is the form's own: sent twice it is one reply, two forms are two replies."""

    submission_key = HiddenField(default=lambda: secrets.token_urlsafe(12))


class ReasonForm(Form):
    """Why a comment is hidden; everybody can read it. `intent` says what is wanted, so that twice is once."""

    intent = HiddenField()
    reason = StringField(
        _l("Reason"), description=_l("Everybody can read it, in place of the comment."), widget=GovTextInput()
    )
    submit = SubmitField(_l("Hide the comment"), widget=GovSubmitInput())
