"""All that is said of themes: names, parts' names, quotes and reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import NONE, Ints, Longs
from civic.analysis.naming.names import Name, name_groups
from civic.analysis.naming.parts import name_parts
from civic.analysis.naming.quotes import REASONS, choose_quotes, matching_words
from civic.analysis.naming.wording import Wording
from civic.analysis.themes import Found
from civic.analysis.types import Settings


@dataclass(frozen=True)
class Named:
    """What the themes of m comments are called, and what speaks for them.

    Attributes:
        names: of the themes.
        parts: for each theme the names of its parts.
        quotes: for each theme the rows of its quotes.
        reasons: (m, 3) surfaces of each comment that put it where it is, -1 where there are fewer.
    """

    names: list[Name]
    parts: list[list[Name]]
    quotes: list[list[int]]
    reasons: Longs


def name_themes(found: Found, wording: Wording, characters: Ints, settings: Settings) -> Named:
    """Name the themes that were found, if there are any.

    Args:
        wording: of the same m comments.
        characters: (m,) of each comment.
    """
    model, themes = found.model, found.themes
    if model.learned_ is None:
        return Named([], [], [], np.full((len(themes.labels), REASONS), NONE, np.int64))
    return Named(
        names=name_groups(wording, themes, settings.terms),
        parts=name_parts(wording, found.parts),
        quotes=choose_quotes(found.placed, themes, model.weights_, characters, settings.quotes),
        reasons=matching_words(wording, themes, model.learned_.mixture),
    )
