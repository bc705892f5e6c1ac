"""Forms of data stewards."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import SelectField, StringField, SubmitField, TextAreaField

from civic.opendata.actions import DatasetText
from civic.opendata.licences import LICENCES
from civic.web.forms import Form


class DatasetForm(Form):
    """What a dataset is; the actions judge it."""

    title = StringField(_l("Title"), widget=GovTextInput())
    description = TextAreaField(
        _l("Description"),
        description=_l("What the figures mean, from when they are, what is missing."),
        widget=GovTextArea(),
    )
    source = StringField(
        _l("Source"), description=_l("Who made the data, and where they can be found."), widget=GovTextInput()
    )
    licence = SelectField(
        _l("Licence"), choices=[(key, name) for key, (name, _url) in LICENCES.items()], widget=GovSelect()
    )
    language = SelectField(
        _l("Language of these texts"), choices=[("id", "Bahasa Indonesia"), ("en", "English")], widget=GovSelect()
    )
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())

    def text(self) -> DatasetText:
        return DatasetText(
            self.title.data or "",
            self.description.data or "",
            self.licence.data or "",
            self.source.data or "",
            self.language.data or "id",
        )


class UploadForm(DatasetForm):
    """A new dataset, or a new version of one's table."""

    file = FileField(
        _l("CSV file"),
        description=_l("The first line names the columns. UTF-8, comma or semicolon."),
        widget=GovFileInput(),
    )
    slug = StringField(
        _l("Address"),
        description=_l("The last part of the page's address: small letters, digits, hyphens."),
        widget=GovTextInput(),
    )
    agency = SelectField(_l("Agency"), coerce=int, widget=GovSelect())


class EditForm(DatasetForm):
    """Text and chart of a dataset."""

    chart_kind = SelectField(
        _l("Chart"), choices=[("", _l("None")), ("bar", _l("Bars")), ("line", _l("Line"))], widget=GovSelect()
    )
    chart_label = SelectField(_l("Names come from the column"), widget=GovSelect())
    chart_value = SelectField(_l("Figures come from the column"), widget=GovSelect())
