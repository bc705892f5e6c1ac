"""Forms about one comment."""

from __future__ import annotations

import secrets

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import validate_csrf
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSubmitInput, GovTextInput
from wtforms import HiddenField, RadioField, StringField, SubmitField, TextAreaField, ValidationError

from civic.errors import Invalid
from civic.participation.comments.labels import REASONS
from civic.participation.comments.reports import READERS_REASONS
from civic.web.forms import Form


def check_form(field: str = "body") -> None:
    """Raise Invalid when the form's token has lapsed, so that the page can be shown again with its text.

    For views that are exempt from the check that answers with an error page.
    """
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        message = _("This page was open for a long time. Your text is still here: please send it again.")
        raise Invalid(field, message) from None


class BodyForm(Form):
    """A reply or a correction; the action judges the text, and `check_form` the token.

    The key is the form's own: sent twice it is one reply, two forms are two replies.
    """

    class Meta(Form.Meta):
        csrf = False

    body = TextAreaField()
    submission_key = HiddenField(default=lambda: secrets.token_urlsafe(12))


class ReasonForm(Form):
    """Why a comment is hidden; everybody can read it. `intent` says what is wanted, so that twice is once."""

    intent = HiddenField()
    reason = StringField(
        _l("Reason"), description=_l("Everybody can read it, in place of the comment."), widget=GovTextInput()
    )
    submit = SubmitField(_l("Hide the comment"), widget=GovSubmitInput())


class ReportForm(Form):
    """What is wrong with a comment."""

    reason = RadioField(
        _l("What is wrong?"),
        choices=[(reason.value, REASONS[reason]) for reason in READERS_REASONS],
        validate_choice=False,
        widget=GovRadioInput(),
    )
    note = StringField(
        _l("More about it (optional)"), description=_l("Only the moderators read it."), widget=GovTextInput()
    )
    submit = SubmitField(_l("Report"), widget=GovSubmitInput())
