"""Plain words about what a result cannot carry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SMALL_CORPUS = 50
LOW_COVERAGE = 0.6
FIRM = 0.6
WEAK = 0.4


class CautionCode(StrEnum):
    """What a reader should know; a portal translates by code."""

    SMALL_CORPUS = "small_corpus"
    NO_THEMES = "no_themes"
    LOW_COVERAGE = "low_coverage"
    WEAK_THEME = "weak_theme"
    CAMPAIGNS = "campaigns"
    ENCODER_NOT_USED = "encoder_not_used"


TEXTS = {
    CautionCode.SMALL_CORPUS: "Different comments: {detail}. Read them all; themes of so few are a first sorting.",
    CautionCode.NO_THEMES: "The comments have too little in common to be put into themes.",
    CautionCode.LOW_COVERAGE: "Only {detail} % of the comments fit a theme; read the rest as well.",
    CautionCode.WEAK_THEME: "Theme {theme} changes when some comments are left out; check it before relying on it.",
    CautionCode.CAMPAIGNS: "{detail} % of the comments are copies of others; compare people, not only comments.",
    CautionCode.ENCODER_NOT_USED: "The sentence encoder was not used: {detail}.",
}


@dataclass(frozen=True)
class Caution:
    """One thing to know; `theme` where it is about one, `detail` a figure or a reason."""

    code: CautionCode
    theme: int | None = None
    detail: str = ""

    def __str__(self) -> str:
        return TEXTS[self.code].format(theme=self.theme, detail=self.detail)


def firmness(stability: float | None) -> str:
    """How far a theme holds, in a word: firm, fair, weak, or unknown for a small corpus (bounds after Hennig 2007)."""
    if stability is None:
        return "unknown"
    return "firm" if stability >= FIRM else "fair" if stability >= WEAK else "weak"
