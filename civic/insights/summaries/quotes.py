"""Quotes stand letter for letter in their comment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from civic.insights.summaries.content import Content

LONGEST = 600
CUT = " …"


def shortened(text: str) -> str:
    """A text as a quote: whole, or cut between two words with a mark that it goes on."""
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + CUT


def stands_in(quote: str, text: str) -> bool:
    """Whether a quote stands in a text letter for letter; where it is marked as cut, the text has to begin with it."""
    return bool(quote) and (quote in text or (quote.endswith(CUT) and text.startswith(quote.removesuffix(CUT))))


def only_true(content: Content, said: Mapping[int, str]) -> Content:
    """The edition without quotes that do not stand in their comment.

    Args:
        said: what each quoted comment says as it is shown now, personal numbers masked; without those that are gone.
    """
    themes = tuple(
        replace(theme, quotes=tuple(q for q in theme.quotes if stands_in(q.text, said.get(q.id, ""))))
        for theme in content.themes
    )
    return replace(content, themes=themes)
