"""Texts of a thing in the portal's further languages; `civic.web.filters.said` shows them."""

from __future__ import annotations

from collections.abc import Mapping

from civic.core.markdown import plain
from civic.core.text import check_length, clean, clean_line, is_blank
from civic.web.i18n import LOCALES

Translations = dict[str, dict[str, str]]  # language -> name of a text -> the text


def other_language(language: str) -> str:
    """The portal's other language."""
    return next(code for code, _name in LOCALES if code != language)


def translated(translations: Translations, limits: Mapping[str, int | None]) -> Translations:
    """The texts cleaned; those that say nothing are left out. `limits`: the texts there are, None for long ones.

    Raises Invalid at the field of the text that is too long, as `TranslatedForm` calls it.
    """
    found: Translations = {}
    for language, texts in translations.items():
        for name, limit in limits.items():
            text = clean_line(texts.get(name, "")) if limit else clean(texts.get(name, ""))
            if is_blank(text):
                continue
            if limit:
                check_length(f"other_{name}", text, limit)
            found.setdefault(language, {})[name] = text
    return found


def in_one(translations: Translations) -> str:
    """All of them without markup, in one line, for the search."""
    return " ".join(plain(text, headings=True) for texts in translations.values() for text in texts.values())
