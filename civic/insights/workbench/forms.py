"""The form with which an edition is published; the action judges it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, StringField, SubmitField, TextAreaField

from civic.core.forms import Form


class PublishForm(Form):
    """What stands above the themes; `after` is the number of the newest edition that the drafter has seen."""

    title = StringField(_l("Title"), widget=GovTextInput())
    introduction = TextAreaField(
        _l("Introduction"),
        description=_l("What was asked, who answered, what happens next. Markdown is understood."),
        widget=GovTextArea(),
    )
    after = HiddenField()
    submit = SubmitField(_l("Publish"), widget=GovSubmitInput())

    def __init__(self, *arguments: Any, language: str, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.title.render_kw = {"lang": language, "maxlength": 200}
        self.introduction.render_kw = {"lang": language, "rows": 6}
