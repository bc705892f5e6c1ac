"""Forms of data stewards."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired

from civic.core.agencies.forms import agency_field
from civic.core.forms import Form
from civic.core.forms.fields import language_field, slug_field
from civic.opendata.actions import DatasetText, Place
from civic.opendata.licences import LICENCE_CHOICES
from civic.opendata.models import FIRST_TABLE, Dataset, Resource
from civic.opendata.permissions import DataPermission
from civic.opendata.values import Chart


class TableFile(Form):
    """The file of a table."""

    file = FileField(
        _l("File with the table"),
        [FileRequired(_l("Choose a file."))],
        description=_l("CSV, XLSX, ODS or JSON. The first line names the columns."),
        widget=GovFileInput(),
    )
    submit = SubmitField(_l("Look at it first"), widget=GovSubmitInput())


class DatasetForm(Form):
    """What a dataset is; the actions judge it."""

    title = StringField(_l("Title"), [InputRequired(_l("Give it a title."))], widget=GovTextInput())
    description = TextAreaField(
        _l("Description"),
        description=_l("What the figures mean, from when they are, what is missing."),
        widget=GovTextArea(),
    )
    source = StringField(
        _l("Source"), description=_l("Who made the data, and where they can be found."), widget=GovTextInput()
    )
    licence = SelectField(_l("Licence"), choices=LICENCE_CHOICES, widget=GovSelect())
    language = language_field()
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
    """A new dataset with its first table."""

    file = TableFile.file
    slug = slug_field()
    agency = agency_field(DataPermission.PUBLISH)
    submit = SubmitField(_l("Look at it first"), widget=GovSubmitInput())

    def place(self) -> Place:
        return Place(self.slug.data or "", chosen_at="slug")


class VersionForm(TableFile):
    """A new version of a table."""


class TableForm(TableFile):
    """Another table of a dataset."""

    table_title = StringField(_l("Name of the table"), widget=GovTextInput())
    table_slug = slug_field()

    def place(self, dataset: Dataset) -> Place:
        return Place(dataset.slug, self.table_slug.data or "", self.table_title.data or "", chosen_at="table_slug")


class EditForm(DatasetForm):
    """Text of a dataset and the chart of its first table."""

    chart_kind = SelectField(
        _l("Chart"), choices=[("", _l("None")), ("bar", _l("Bars")), ("line", _l("Line"))], widget=GovSelect()
    )
    chart_label = SelectField(_l("Names come from the column"), widget=GovSelect())
    chart_value = SelectField(_l("Figures come from the column"), widget=GovSelect())

    def offer(self, resource: Resource) -> None:
        """Let the columns of a table be chosen from."""
        figures = [column.name for column in resource.columns if column.is_figure]
        self.chart_label.choices = [(column.name, column.name) for column in resource.columns]
        self.chart_value.choices = [(name, name) for name in figures] or [("", "–")]

    def chart(self) -> Chart | None:
        if not self.chart_kind.data:
            return None
        return Chart(self.chart_kind.data, self.chart_label.data or "", self.chart_value.data or "")


def table_of(choices: Sequence[Resource], slug: str | None) -> Resource:
    """The table whose chart is chosen; the first unless another is named."""
    return next((resource for resource in choices if resource.slug == (slug or FIRST_TABLE)), choices[0])
