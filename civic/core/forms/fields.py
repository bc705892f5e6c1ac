"""Fields that many forms have."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovInput, GovRadioInput, GovSelect, GovTextInput
from wtforms import DateField, Field, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from civic.web.days import FIRST_YEAR, LAST_YEAR
from civic.web.i18n import LOCALES


def slug_field() -> StringField:
    """The last part of an address; `core.text.check_slug` judges it."""
    return StringField(
        _l("Address"),
        [InputRequired(_l("Give it an address."))],
        description=_l("The last part of the page's address: small letters, digits, hyphens."),
        widget=GovTextInput(),
    )


def language_field(label: Any = _l("Language of these texts")) -> SelectField:  # noqa: B008 - lazy: said when it is shown
    """One of the portal's languages."""
    return SelectField(label, choices=list(LOCALES), widget=GovSelect())


def day_field(label: Any, *validators: Any, hint: Any = "") -> DateField:
    """A day, in the browser's own field (one without takes 2026-11-23); a wrong one is named in their language."""
    return _DayField(label, validators=list(validators) or [Optional()], description=hint, widget=_DayInput())


class _DayInput(GovInput):  # type: ignore[misc]
    input_type = "date"


class _DayField(DateField):  # type: ignore[misc]
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            message = _l("Give a real date, such as 2026-11-23.")
            raise ValueError(message) from None
        day: date | None = self.data  # type: ignore[has-type]
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.data = None
            raise ValueError(_("The year %(year)s cannot be right; check the date.", year=day.year))


class _WithoutEmptyHint:
    """Boxes and radios of the library have a hint even when there is nothing to say."""

    def map_gov_params(self, field: Field, **about: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **about)  # type: ignore[misc]
        if not field.description:
            del params["hint"]
        return params


class CheckboxInput(_WithoutEmptyHint, GovCheckboxInput):  # type: ignore[misc]
    """One box with its label."""


class RadioInput(_WithoutEmptyHint, GovRadioInput):  # type: ignore[misc]
    """One of a few."""
