"""What drafters write: about a theme, and above an edition. The actions judge it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, StringField, SubmitField, TextAreaField

from civic.core.forms import Form
from civic.core.forms.fields import day_field


class PublishForm(Form):
    """What stands above the themes; `after` is the number of the newest edition that the drafter has seen."""

    title = StringField(_l("Title"), widget=GovTextInput())
    introduction = TextAreaField(
        _l("Introduction"),
        description=_l("What was asked, who answered, what happens next. Markdown is understood."),
        widget=GovTextArea(),
    )
    answer_by = day_field(
        _l("Until when does the city answer the rest?"),
        hint=_l("Stands at every theme that has no answer yet. Leave it empty if the city promises no day."),
    )
    reason = TextAreaField(
        _l("Why do you publish before everything on the list is done?"),
        description=_l("It stands in the record of what was done; residents do not see it."),
        widget=GovTextArea(),
    )
    after = HiddenField()
    seq = HiddenField()
    submit = SubmitField(_l("Publish"), widget=GovSubmitInput())

    def __init__(self, *arguments: Any, language: str, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.title.render_kw = {"lang": language, "maxlength": 200}
        self.introduction.render_kw = {"lang": language, "rows": 6}
        self.reason.render_kw = {"rows": 2}


class DecideForm(Form):
    """Why a summary that was sent for publishing is returned."""

    because = TextAreaField(
        _l("Why do you return it?"),
        description=_l("Whoever sent it reads this, and it stands in the record of what was done."),
        widget=GovTextArea(),
        render_kw={"rows": 2},
    )


class ThemeForm(Form):
    """What a drafter writes about a theme; `seq` is the length of the log that they have seen."""

    label = StringField(_l("Name"), widget=GovTextInput())
    answer = TextAreaField(_l("The city's answer, in words that a resident understands"), widget=GovTextArea())
    note = TextAreaField(_l("Explanation to publish with it"), widget=GovTextArea())
    seq = HiddenField()

    def __init__(self, *arguments: Any, language: str, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.label.render_kw = {"lang": language, "maxlength": 120}
        self.answer.render_kw = {"lang": language, "rows": 6}
        self.note.render_kw = {"lang": language, "rows": 2}

    def words(self) -> dict[str, str]:
        """What was written, by field; a field that was not sent says nothing."""
        return {name: self[name].data or "" for name in ("label", "note", "answer") if self[name].raw_data}
