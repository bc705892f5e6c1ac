"""What tells of one person in a comment, masked before anything is shown: numbers, addresses, secrets and names.

Standard library only: web pages import it.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator

from civic.analysis.text.people import names
from civic.analysis.text.traces import FAMILIES

MASK = "[…]"

_Span = tuple[int, int]

# Look-alikes, one character for one, so that places in the folded text are places in the text.
_FOLDED = (
    {ord(dash): "-" for dash in "‐‑‒–—−－"}
    | {ord(space): " " for space in "\u00a0\u2007\u2009\u200b\u200c\u200d\u202f\u2060\ufeff"}
    | {ord("＠"): "@", ord("﹫"): "@", ord("．"): ".", ord("＋"): "+", ord("／"): "/", ord("＿"): "_", ord("："): ":"}
    | {code: str(unicodedata.digit(chr(code))) for code in range(0x80, sys.maxunicode + 1) if chr(code).isdecimal()}
)
# A number in which somebody wrote the letter O for zero, or l for one: O812 345 678 9O.
_LETTERED = re.compile(r"(?<![A-Za-z])(?:[oOlI][ ./_-]?){0,2}\d(?:[ ./_-]?[\doOlI]){7,}(?![A-Za-z])")
_WORD = re.compile(r"[a-z]+")
_AS_DIGITS = str.maketrans("oOlI", "0011")


def mask(text: str) -> str:
    """The text with what tells of one person hidden; figures of the argument (money, years, counts, laws) stay.

    Hidden are the numbers of people and their things (identity, telephone, account, customer, vehicle, house), e-mail
    addresses and handles, birth dates, coordinates, passwords and links that open something, and names behind a title
    or behind words that introduce somebody. Time is linear in the length of the text.
    """
    folded = text if text.isascii() else text.translate(_FOLDED)
    words = frozenset(_WORD.findall(folded.lower()))
    spans = list(names(folded, words))
    spans += _traces(folded, words)
    if not spans:
        return text
    parts, end = [], 0
    for start, stop in _merged(sorted(spans)):
        parts += [text[end:start], MASK]
        end = stop
    return "".join([*parts, text[end:]])


def is_private(text: str) -> bool:
    """Whether `mask` would hide anything."""
    return mask(text) != text


def _traces(text: str, words: frozenset[str]) -> Iterator[_Span]:
    families = [family for family in FAMILIES if family.may_find(text, words)]
    if families:
        text = _LETTERED.sub(lambda number: number[0].translate(_AS_DIGITS), text)
    for family in families:
        for rule in family.rules:
            for match in rule.pattern.finditer(text):
                if rule.means is None or rule.means(match):
                    # A rule that needs the words before the number masks its group "number" alone.
                    yield match.span("number" if "number" in rule.pattern.groupindex else 0)


def _merged(spans: list[_Span]) -> Iterator[_Span]:
    """Spans that touch are one."""
    start, stop = -1, -1
    for first, last in spans:
        if first > stop:
            if start >= 0:
                yield start, stop
            start, stop = first, last
        else:
            stop = max(stop, last)
    if start >= 0:
        yield start, stop
