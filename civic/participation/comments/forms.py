"""Forms about one comment."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from wtforms import HiddenField, RadioField, StringField, SubmitField, TextAreaField

from civic.core.accounts.forms import code_field, contact_field
from civic.core.forms import Form
from civic.core.forms.fields import RadioInput
from civic.participation.comments.labels import REASONS
from civic.participation.comments.reports import READERS_REASONS


class _OpenForm(Form):
    """A form that visitors send too: they have no token, and `check_form` looks at that of others."""

    class Meta(Form.Meta):
        csrf = False


class BodyForm(_OpenForm):
    """A reply or a correction; the action judges the text.

    The key is the form's own: sent twice it is one reply, two forms are two replies.
    """

    body = TextAreaField()
    submission_key = HiddenField(default=lambda: secrets.token_urlsafe(12))


class CommentForm(BodyForm):
    """A comment where it is asked for, about a question or about whatever its author likes.

    `draft` is what was kept of it before; `contact` is where a code goes, of who is not signed in.
    """

    question_id = HiddenField()
    draft = HiddenField()
    contact = StringField(
        _l("E-mail address or mobile number"),
        description=_l("For a code, once. Nobody sees it, and no password is needed."),
        render_kw={
            "autocomplete": "username",
            "spellcheck": "false",
            "autocapitalize": "none",
            "params": {"formGroup": {"classes": "ask__contact"}},
        },
        widget=GovTextInput(),
    )


class ContactForm(Form):
    """Where the code goes that says who has written."""

    contact = contact_field()


class CodeForm(Form):
    """The code; and, of who is new, the name that stands beside the comment."""

    code = code_field()
    name = StringField(
        _l("Your name (optional)"),
        description=_l(
            "If you are new here: it stands beside what you write. Without it we show “%(name)s”.", name=_l("Resident")
        ),
        render_kw={"autocomplete": "name", "maxlength": 80, "dir": "auto"},
        widget=GovTextInput(),
    )


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
        widget=RadioInput(),
    )
    note = StringField(
        _l("More about it (optional)"), description=_l("Only the moderators read it."), widget=GovTextInput()
    )
    submit = SubmitField(_l("Report"), widget=GovSubmitInput())
