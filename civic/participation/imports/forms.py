"""Forms of an upload of comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSelect, GovSubmitInput
from wtforms import BooleanField, HiddenField, SelectField, SubmitField

from civic.config import settings
from civic.core.forms import Form
from civic.core.forms.fields import CheckboxInput
from civic.participation.imports.columns import Field
from civic.participation.imports.labels import FIELDS, HINTS
from civic.participation.imports.looking import Reading
from civic.participation.imports.reading import digest
from civic.web.filters import shortened


class UploadForm(Form):
    """The file."""

    file = FileField(_l("File with the comments"), [FileRequired(_l("Choose a file."))], widget=GovFileInput())
    submit = SubmitField(_l("Look at it first"), widget=GovSubmitInput())

    def __init__(self) -> None:
        super().__init__()
        self.file.description = _(
            "CSV, XLSX, ODS, JSON or Polis' comments.csv, at most %(most)s MB. The first line names the columns.",
            most=settings().max_upload_mb,
        )


def _column(what: Field) -> SelectField:
    return SelectField(FIELDS[what], description=HINTS.get(what, ""), choices=[], widget=GovSelect())


class ReadingForm(Form):
    """How the file is read: sheet, columns, whether rows with problems are left out.

    `seen` comes back with the choice that was looked at last (`seal`): what is imported has been looked at.
    """

    sheet = SelectField(_l("Sheet"), choices=[], widget=GovSelect())
    text = _column(Field.TEXT)
    author = _column(Field.AUTHOR)
    time = _column(Field.TIME)
    id = _column(Field.ID)
    question = _column(Field.QUESTION)
    agrees = _column(Field.AGREES)
    disagrees = _column(Field.DISAGREES)
    moderated = _column(Field.MODERATED)
    leave_out = BooleanField(widget=CheckboxInput())
    seen = HiddenField()

    def offer_sheets(self, names: Sequence[str]) -> None:
        """Let one of these be chosen; where there are none, nothing is asked."""
        self.sheet.choices = [("", _("Choose a sheet")), *((name, name) for name in names)]
        if not names:
            del self.sheet

    def offer(self, columns: Mapping[str, str], asks: bool) -> None:
        """Let these columns (name, first value) be chosen; `asks`: whether the consultation has questions."""
        choices = [("", _("– none –")), *((name, _known_by(name, value)) for name, value in columns.items())]
        if not asks:
            del self.question
        for field in self.columns().values():
            field.choices = choices

    def columns(self) -> dict[Field, SelectField]:
        """The fields in which columns are chosen."""
        return {what: self[what] for what in Field if what in self}

    def chosen(self) -> dict[Field, str]:
        """The columns that are chosen, by their names."""
        return {what: field.data for what, field in self.columns().items() if field.data}

    def choose(self, columns: Mapping[Field, str]) -> None:
        """Choose these columns."""
        for what, field in self.columns().items():
            field.data = columns.get(what, "")

    def reading(self, problem_count: int = 0) -> Reading:
        """What is chosen, where so many rows have problems."""
        sheet = (self.sheet.data or "") if self.sheet else ""
        return Reading(sheet, self.chosen(), problem_count if self.leave_out.data else 0)

    def seal(self, problem_count: int) -> str:
        """What `seen` is when nothing has changed since the choice was looked at."""
        return digest(repr((self.reading().sheet, self.chosen(), problem_count)))


def _known_by(name: str, value: str) -> str:
    """A column as it is offered: its name and, to know it by, its first value."""
    return f"{shortened(name, 60)} ({shortened(value, 40)})" if value else shortened(name, 60)
