"""The form of a code frame: its name, and two fields for each theme."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from wtforms import Field, HiddenField, StringField, SubmitField

from civic.core.agencies.forms import agency_field
from civic.core.forms import Form
from civic.insights.frames.actions import LONGEST_DESCRIPTION, LONGEST_NAME, FrameText, version_of
from civic.insights.frames.models import CodeFrame
from civic.insights.permissions import InsightPermission

BLANK = 3  # rows for themes that are not there yet


class NewFrameForm(Form):
    """A frame that begins without themes."""

    name = StringField(_l("Name of the code frame"), widget=GovTextInput())
    agency = agency_field(InsightPermission.CURATE)
    submit = SubmitField(_l("Begin a code frame"), widget=GovSubmitInput())


class FrameForm(Form):
    """A frame that is there; `form_of` adds the fields of its themes."""

    name = StringField(_l("Name of the code frame"), widget=GovTextInput(), render_kw={"maxlength": LONGEST_NAME})
    seen = HiddenField()
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())

    def rows(self) -> list[tuple[Field, Field]]:
        """Name and description of each theme."""
        count = sum(name.startswith("about_") for name in self._fields)
        return [(self[f"name_{row}"], self[f"about_{row}"]) for row in range(count)]

    def themes(self, frame: CodeFrame) -> list[FrameText]:
        """What was written, each with the examples that its row had."""
        items = [theme["items"] for theme in frame.themes]
        items += [[]] * (len(self.rows()) - len(items))
        return [
            FrameText(name.data or "", about.data or "", tuple(kept))
            for (name, about), kept in zip(self.rows(), items, strict=True)
        ]


def form_of(frame: CodeFrame) -> FrameForm:
    """The form of a frame, with rows to spare."""
    fields: dict[str, Any] = {}
    values: dict[str, Any] = {"name": frame.name, "seen": version_of(frame)}
    for row in range(len(frame.themes) + BLANK):
        fields[f"name_{row}"] = StringField(_l("Theme"), widget=GovTextInput(), render_kw={"maxlength": LONGEST_NAME})
        fields[f"about_{row}"] = StringField(
            _l("What belongs in it"), widget=GovTextInput(), render_kw={"maxlength": LONGEST_DESCRIPTION}
        )
        if row < len(frame.themes):
            values |= {f"name_{row}": frame.themes[row]["name"], f"about_{row}": frame.themes[row]["description"]}
    return type("FrameForm", (FrameForm,), fields)(**values)
