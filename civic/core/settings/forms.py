"""The form of some settings, made of what they declare; `kinds.parse` judges what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSelect, GovTextArea, GovTextInput
from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField

from civic.core.forms import Form
from civic.core.forms.fields import CheckboxInput
from civic.core.settings import values
from civic.core.settings.kinds import MAX_PARAGRAPH
from civic.modules import Setting

_SHORT = {"params": {"classes": "govuk-input--width-10"}}
_PAGE = {"params": {"rows": 14}}


class _YesField(BooleanField):  # type: ignore[misc]
    def _value(self) -> str:
        return "yes"


def settings_form(settings: Sequence[Setting], **about: Any) -> Form:
    """A form with a field for each setting, filled with what holds; `about` goes to the form."""
    shown = {setting.name: _shown(setting) for setting in settings if setting.kind != "file"}
    made = type("SettingsForm", (Form,), {setting.name: _field(setting) for setting in settings})
    return made(data=shown, **about)  # type: ignore[no-any-return]


def _shown(setting: Setting) -> Any:
    value = values.get(setting.name)
    return "\n".join(value) if setting.kind == "lines" else value


def _field(setting: Setting) -> Field:
    about: dict[str, Any] = {"label": setting.label, "description": setting.hint}
    words = {"placeholder": str(setting.placeholder), "lang": setting.language}
    typed: dict[str, Any] = {name: text for name, text in words.items() if text}
    if (setting.max_length or 0) > MAX_PARAGRAPH:
        typed |= _PAGE
    match setting.kind:
        case "paragraph" | "lines":
            return TextAreaField(**about, render_kw=typed, widget=GovTextArea())
        case "choice":
            choices = list(setting.choices.items())
            return SelectField(**about, choices=choices, validate_choice=False, widget=GovSelect())
        case "yes_no":
            return _YesField(**about, widget=CheckboxInput())
        case "file":
            return FileField(**about, render_kw={"accept": "image/png,image/jpeg,image/webp"}, widget=GovFileInput())
        case "number":
            return StringField(**about, render_kw={"inputmode": "numeric", **_SHORT}, widget=GovTextInput())
        case "colour":
            return StringField(**about, render_kw=_SHORT, widget=GovTextInput())
    return StringField(**about, render_kw=typed, widget=GovTextInput())
