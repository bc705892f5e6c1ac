"""Forms around one's account. The actions judge what was typed; these carry labels and hints."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovSelect, GovSubmitInput, GovTextInput
from wtforms import PasswordField, SelectField, StringField, SubmitField

from civic.errors import Invalid
from civic.web.i18n import LOCALES


class ActionForm(FlaskForm):  # type: ignore[misc]
    """A form whose errors come from an action."""

    def attach(self, error: Invalid) -> None:
        """Put an action's error at its field."""
        self[error.field].errors = [error.message]


def contact_field() -> StringField:
    """E-mail address or mobile number, in one field."""
    return StringField(
        _l("E-mail address or mobile number"),
        description=_l("For example nama@contoh.id or 0812 3456 7890"),
        render_kw={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"},
        widget=GovTextInput(),
    )


def password_field(label: Any, autocomplete: str, description: Any = "") -> PasswordField:
    """A password, with a button that shows it."""
    return PasswordField(
        label, description=description, render_kw={"autocomplete": autocomplete}, widget=GovPasswordInput()
    )


def code_field() -> StringField:
    """The six digits of a message."""
    return StringField(
        _l("Code"),
        description=_l("Six digits from our message"),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
        widget=GovTextInput(),
    )


class SignInForm(ActionForm):
    contact = contact_field()
    password = password_field(_l("Password"), "current-password")
    submit = SubmitField(_l("Sign in"), widget=GovSubmitInput())


class RegisterForm(ActionForm):
    name = StringField(
        _l("Your name"),
        description=_l("It stands beside your comments."),
        render_kw={"autocomplete": "name", "maxlength": 80},
        widget=GovTextInput(),
    )
    contact = contact_field()
    password = password_field(
        _l("Password"),
        "new-password",
        _l("At least 10 characters. Three or four words are easy to remember."),
    )
    submit = SubmitField(_l("Register"), widget=GovSubmitInput())


class CodeForm(ActionForm):
    contact = contact_field()
    code = code_field()
    submit = SubmitField(_l("Confirm"), widget=GovSubmitInput())


class ResetForm(ActionForm):
    contact = contact_field()
    submit = SubmitField(_l("Send me a code"), widget=GovSubmitInput())


class NewPasswordForm(ActionForm):
    contact = contact_field()
    code = code_field()
    password = password_field(_l("New password"), "new-password", _l("At least 10 characters."))
    submit = SubmitField(_l("Set the new password"), widget=GovSubmitInput())


class ProfileForm(ActionForm):
    name = StringField(_l("Your name"), render_kw={"autocomplete": "name"}, widget=GovTextInput())
    locale = SelectField(_l("Language of our messages"), choices=list(LOCALES), widget=GovSelect())
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())


class PasswordForm(ActionForm):
    current = password_field(_l("Present password"), "current-password")
    password = password_field(_l("New password"), "new-password", _l("At least 10 characters."))
    submit = SubmitField(_l("Change the password"), widget=GovSubmitInput())
