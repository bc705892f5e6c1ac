"""From what residents write to words that can be counted: Indonesian, English, or both in one comment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from civic.analysis.text.language import tell
from civic.analysis.text.lexicon import lexicon
from civic.analysis.text.normalise import LONGEST_WORD, MAX_CHARACTERS, UNSPACED, Form, forms, tokens

__all__ = ["BREAK", "MAX_CHARACTERS", "Words", "read"]

BREAK = ","  # the surface of punctuation, numbers and whatever else is no word
_MOST_WORDS = 200_000  # of each language that are remembered, about 40 MB
_REACH = 2  # stop words between a negation and what it denies


@dataclass(frozen=True)
class Words:
    """The words of one comment.

    Attributes:
        language: "id", "en" or "" for another language or none.
        stems: in order; None for stop words, negations and breaks, so that phrases do not reach across them.
        surfaces: of the same length, the form that people read; a denied word carries its negation: "tidak aman".
    """

    language: str
    stems: tuple[str | None, ...]
    surfaces: tuple[str, ...]


class _Kind(IntEnum):
    WORD = 0
    STOP = 1  # ends a negation's reach
    CARRIED = 2  # stands within it and is shown: tidak *ada* trotoar
    PASSED = 3  # stands within it and is not shown: tidak *terlalu* aman
    NEGATION = 4
    BREAK = 5
    AMBIGUOUS = 6


class _Piece(NamedTuple):
    kind: _Kind
    stem: str | None
    surface: str


_PAUSE = (_Piece(_Kind.BREAK, None, BREAK),)


def read(text: str) -> Words:
    """Clean, normalise, tell the language, and stem one comment.

    What it returns depends on the text alone. Nothing raises: text without words gives no words.

    Args:
        text: as typed; characters beyond 20,000 are not read.
    """
    found = tokens(text)
    language, profile = tell(found)
    remembered = _REMEMBERED[profile]
    stems: list[str | None] = []
    surfaces: list[str] = []
    denied, reach = "", 0
    for position, token in enumerate(found):
        pieces = remembered.get(token)
        if pieces is None:
            pieces = _remember(token, profile)
        if pieces[0].kind is _Kind.AMBIGUOUS:
            pieces = _explained(found, position)
        for kind, stem, surface in pieces:
            if kind is _Kind.WORD:
                stems.append(stem)
                surfaces.append(f"{denied} {surface}" if denied else surface)
                denied = ""
                continue
            if kind is _Kind.BREAK:
                denied = ""
                if not stems or stems[-1] is None:
                    continue  # one break is enough
            elif kind is _Kind.NEGATION:
                denied, reach = surface, _REACH
            elif denied:
                reach -= 1
                if kind is _Kind.STOP or reach < 0:
                    denied = ""
                elif kind is _Kind.CARRIED:
                    denied = f"{denied} {surface}"
            stems.append(None)
            surfaces.append(surface)
    return Words(language, tuple(stems), tuple(surfaces))


_REMEMBERED: dict[str, dict[str, tuple[_Piece, ...]]] = {"id": {}, "en": {}}


def _remember(token: str, language: str) -> tuple[_Piece, ...]:
    """What a token stands for, kept for the next time: comments use few words often."""
    if len(token) > LONGEST_WORD or not token[0].isalnum():
        return _PAUSE
    remembered = _REMEMBERED[language]
    if len(remembered) >= _MOST_WORDS:
        remembered.clear()
    if language == "id" and token in lexicon().ambiguous:
        pieces: tuple[_Piece, ...] = (_Piece(_Kind.AMBIGUOUS, None, token),)
    else:
        pieces = tuple(_piece(form, language) for form in forms(token, language)) or _PAUSE
    remembered[token] = pieces
    return pieces


def _piece(form: Form, language: str) -> _Piece:
    words = lexicon()
    shown, base = form
    negation = words.negations[language].get(shown)
    if negation:
        return _Piece(_Kind.NEGATION, None, negation)
    if shown in words.carried:
        return _Piece(_Kind.CARRIED, None, shown)
    if shown in words.passed:
        return _Piece(_Kind.PASSED, None, shown)
    clipped = base.removesuffix("nya") if language == "id" else base.partition("'")[0]
    is_stop = not words.stop.isdisjoint((shown, base, clipped))
    is_short = len(base) < 3 and base not in words.short and not UNSPACED.fullmatch(base)
    if is_stop or is_short:
        return _Piece(_Kind.STOP, None, shown)
    seen = shown.upper() if shown in words.abbreviations else shown
    return _Piece(_Kind.WORD, _stemmer(language).stemWord(base), seen)


@lru_cache(maxsize=2)
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english" if language == "en" else "indonesian")


def _explained(found: list[str], position: int) -> tuple[_Piece, ...]:
    """What an ambiguous word stands for between its neighbours: smp is a school, or "sampai"."""
    token = found[position]
    words = lexicon()
    if _is_itself(found, position):
        return (_piece(Form(token, token), "id"),)
    return (_piece(Form(words.ambiguous[token], words.ambiguous[token]), "id"),)


def _is_itself(found: list[str], position: int) -> bool:
    words = lexicon()
    before = _neighbour(found, position, -1)
    after = _neighbour(found, position, 1)
    match found[position]:
        case "smp":
            return before in words.school_before or after in words.school_after or after.isdigit()
        case "km":
            return before[-1:].isdigit() or after[:1].isdigit()
        case "kaya":
            return before in words.rich_before or not after[:1].isalpha()
        case "g":
            return before[-1:].isdigit() or not after[:1].isalpha()
        case _:
            return False


def _neighbour(found: list[str], position: int, step: int) -> str:
    """The next token, beyond one that joins equals: SD *dan* SMP."""
    at = position + step
    if 0 <= at < len(found) and found[at] in lexicon().joiners:
        at += step
    return found[at] if 0 <= at < len(found) else ""
