"""Forms around one's account. The actions judge what was typed; these carry labels and hints."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovSubmitInput, GovTextInput
from wtforms import PasswordField, StringField, SubmitField

from civic.core.forms import Form
from civic.core.forms.fields import language_field


def contact_field() -> StringField:
    """E-mail address or mobile number, in one field; browsers offer what they know the person by."""
    return StringField(
        _l("E-mail address or mobile number"),
        description=_l("For example nama@contoh.id or 0812 3456 7890"),
        render_kw={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none", "maxlength": 254},
        widget=GovTextInput(),
    )


def name_field() -> StringField:
    """The name that others see."""
    return StringField(
        _l("Your name"),
        description=_l("It stands beside your comments."),
        render_kw={"autocomplete": "name", "maxlength": 80},
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
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "maxlength": 12},
        widget=GovTextInput(),
    )


class SignInForm(Form):
    contact = contact_field()
    password = password_field(
        _l("Password"), "current-password", _l("If you have set one. Without it we send you a code.")
    )
    submit = SubmitField(_l("Sign in"), widget=GovSubmitInput())


class RegisterForm(Form):
    name = name_field()
    contact = contact_field()
    password = password_field(
        _l("Password (optional)"),
        "new-password",
        _l("Without one, a code signs you in. If you want one: at least 10 characters, such as four words."),
    )
    submit = SubmitField(_l("Send me a code"), widget=GovSubmitInput())


class CodeForm(Form):
    code = code_field()
    name = name_field()
    submit = SubmitField(_l("Confirm"), widget=GovSubmitInput())


class ResetForm(Form):
    contact = contact_field()
    submit = SubmitField(_l("Send me a code"), widget=GovSubmitInput())


class ProfileForm(Form):
    name = StringField(_l("Your name"), render_kw={"autocomplete": "name", "maxlength": 80}, widget=GovTextInput())
    locale = language_field(_l("Language of our messages"))
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())


class PasswordForm(Form):
    current = password_field(_l("Present password"), "current-password")
    password = password_field(
        _l("New password"), "new-password", _l("At least 10 characters; four words are easy to remember.")
    )
    submit = SubmitField(_l("Set the password"), widget=GovSubmitInput())
