"""The same texts once more, in the portal's other language; `components/forms.html` has their part of the page."""

from __future__ import annotations

from typing import Any

from wtforms import Field

from civic.core.forms import Form
from civic.core.translations import Translations, other_language

PREFIX = "other_"


class TranslatedForm(Form):
    """A form whose field `other_title` takes the title in the other language, and so on."""

    def other_fields(self) -> list[Field]:
        return [field for name, field in self._fields.items() if name.startswith(PREFIX)]

    def translations(self, language: str) -> Translations:
        """What was typed into them, where the texts themselves are in this language."""
        texts = {field.short_name.removeprefix(PREFIX): field.data or "" for field in self.other_fields()}
        return {other_language(language): texts}


def translated_values(thing: Any) -> dict[str, str]:
    """What these fields show for a row with `language` and `translations`."""
    texts = thing.translations.get(other_language(thing.language), {})
    return {f"{PREFIX}{name}": text for name, text in texts.items()}
