"""From text to terms, the same for what is stored and what is asked, so that both databases agree.

A term is a word without accents and case, in its formal spelling (gak -> tidak, dijalan -> di jalan) and stemmed as
Indonesian and then as English: residents mix them, and a question does not say its language. Terms are plain letters
and digits beginning with a letter, which no database's own parser takes apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from civic.analysis.text import forms
from civic.analysis.text.lexicon import lexicon

MAX_CHARACTERS = 20_000  # of one row that are read
LONGEST_WORD = 40
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"  # accents, Hebrew and Arabic points
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}'’ʼ`]+[^\W_]+)*")
_JOINED = re.compile("['’ʼ`]")
_indonesian = Stemmer.Stemmer("indonesian", 0)  # `terms_of` remembers; two caches would hold the same
_english = Stemmer.Stemmer("english", 0)


class Span(NamedTuple):
    """A word of a text: where it stands and what it is found by."""

    start: int
    end: int
    terms: tuple[str, ...]


def spans(text: str) -> Iterator[Span]:
    """The words of a text, in order."""
    for match in _WORD.finditer(text[:MAX_CHARACTERS]):
        yield Span(match.start(), match.end(), terms_of(match[0]))


def terms(text: str) -> str:
    """All terms of a text in order, parted by spaces."""
    return " ".join(term for span in spans(text) for term in span.terms)


def spelled(text: str) -> str:
    """The words of a text that are not their own terms: a stem may have lost the beginning that somebody types."""
    words = ((encode(fold(text[span.start : span.end])), span.terms) for span in spans(text))
    return " ".join(word for word, terms in words if word and word not in terms)


def tag(kind: str, value: object) -> str:
    """A term that stands for a property and not for a word."""
    return f"zz{kind}zz{encode(str(value))}"


def fold(word: str) -> str:
    """A word without case, accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", _JOINED.sub("", word))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=100_000)
def terms_of(word: str) -> tuple[str, ...]:
    """The terms of one word; most have one."""
    return tuple(encode(_stem(base)) for base in _bases(word) if base)


@lru_cache(maxsize=10_000)
def telling_terms(word: str) -> tuple[str, ...]:
    """The terms of one word without those that say too little to ask for: dijalan -> jalan."""
    return tuple(encode(_stem(base)) for base in _bases(word) if base and base not in lexicon().stop)


def _bases(word: str) -> list[str]:
    folded = fold(word[:LONGEST_WORD])
    return [form.base for form in forms(folded, "id")] or [folded]


def encode(word: str) -> str:
    """A word in plain letters and digits; the beginning of a word gives the beginning of its code."""
    if word.isascii():
        return word if word[:1].isalpha() and word.isalnum() else "n" + "".join(c for c in word if c.isalnum())
    return "u" + word.encode().hex()


def _stem(word: str) -> str:
    return str(_english.stemWord(_indonesian.stemWord(word)))
