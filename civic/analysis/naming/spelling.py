"""How people write a word, capitals included, and which words are names of places and agencies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from civic.analysis.arrays import Longs
from civic.analysis.text.lexicon import lexicon
from civic.analysis.themes import Groups

SAMPLE = 200  # comments of each theme by which spelling is told
NAMED = 0.75  # share of a word's uses with a capital, within sentences, from which it is a name
LEAST_NAMED = 2
USUAL = 0.5
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’-](?=[^\W_]))*")
_ENDS = ".!?:;•*\"“”'()[]…\n"


@dataclass(frozen=True)
class Spelling:
    """How words stand in the comments.

    Attributes:
        written: small letters -> each way in which it is written within sentences -> how often.
        names: of places and agencies, each as its words in small letters.
    """

    written: dict[str, Counter[str]] = field(default_factory=dict)
    names: frozenset[tuple[str, ...]] = frozenset()

    @cached_property
    def _first_words(self) -> frozenset[str]:
        return frozenset(name[0] for name in self.names)

    def show(self, words: Sequence[str]) -> str:
        """The words as people write them, the first with a capital."""
        text = " ".join(self._usual(part) for word in words for part in word.split())
        return text[:1].upper() + text[1:]

    def is_name(self, words: Sequence[str]) -> bool:
        """Whether the words say nothing but where, or who is in charge: names, and what such are called by kind."""
        known = lexicon()
        left = [word for word in self._without_names(list(words)) if word not in known.linking]
        names = [word for word in left if word in known.agencies or word in self._capitals]
        is_named = len(left) < len([word for word in words if word not in known.linking]) or bool(names)
        rest = [word for word in left if word not in names]
        if not is_named:
            return all(word in known.rule for word in rest)
        return all(word in known.kinds for word in rest)

    def is_capital(self, word: str) -> bool:
        """Whether a word is written as a name."""
        return word in lexicon().agencies or (word,) in self.names or word in self._capitals

    def _usual(self, word: str) -> str:
        """The form in which a word is mostly written; an abbreviation of two letters in capitals."""
        forms = self.written.get(word.lower())
        if word != word.lower() or (word in lexicon().short and not forms):
            return word.upper() if word in lexicon().short else word
        if not forms:
            return word
        best = min(forms, key=lambda form: (-forms[form], form))
        return best if forms[best] > USUAL * forms.total() else word

    @cached_property
    def _capitals(self) -> frozenset[str]:
        """Words that are written as names."""
        return frozenset(
            word for word, forms in self.written.items() if _named(forms) >= max(LEAST_NAMED, NAMED * forms.total())
        )

    def _without_names(self, words: list[str]) -> list[str]:
        if self._first_words.isdisjoint(words):
            return words
        for start in range(len(words)):
            for stop in range(len(words), start, -1):
                if tuple(words[start:stop]) in self.names:
                    return self._without_names(words[:start] + words[stop:])
        return words


def _named(forms: Counter[str]) -> int:
    return sum(number for form, number in forms.items() if form[0].isupper() and not form.isupper())


def read_spelling(themes: Groups, text_of: Callable[[int], str], names: Collection[str]) -> Spelling:
    """Learn from some comments of each theme, evenly spread.

    Args:
        text_of: the text of a row of `themes`.
        names: of places and agencies, in any spelling.
    """
    rows = [_spread(themes.members(theme)) for theme in range(themes.k)]
    known = frozenset(tuple(name.lower().split()) for name in names if name.strip())
    return Spelling(count_written(text_of(row) for some in rows for row in some.tolist()), known)


def count_written(texts: Iterable[str]) -> dict[str, Counter[str]]:
    """How each word is written within sentences, by those who use capitals and small letters."""
    written: dict[str, Counter[str]] = {}
    for text in texts:
        if text.islower() or text.isupper():
            continue
        for word in _WORD.finditer(text):
            before = text[: word.start()].rstrip(" ")[-1:]
            is_first = not before or before in _ENDS
            # The capital that begins a sentence tells nothing, but capitals throughout do.
            form = word[0]
            if is_first and not (len(form) > 1 and form[1:] != form[1:].lower()):
                continue
            written.setdefault(form.lower(), Counter())[form] += 1
    return written


def _spread(members: Longs) -> Longs:
    if len(members) <= SAMPLE:
        return members
    return members[np.linspace(0, len(members) - 1, SAMPLE).astype(np.int64)]
