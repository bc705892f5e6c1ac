"""What sort of word each is, told by the small words beside it: a thing, something to do, or a judgement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import Bools, Floats
from civic.analysis.corpus import Tokens
from civic.analysis.naming.wording import Wording
from civic.analysis.text.lexicon import lexicon

_DOING = re.compile(r"(?:di|me)\w{3,}(?:kan|i)")  # ditingkatkan, memperbaiki
_SURE = 4  # uses that such a form is worth
_UNKNOWN = 0.7  # of two sorts: a word that never stands beside small words may be anything


@dataclass(frozen=True)
class Roles:
    """How often each stem stands as what; `uses` is (stems, 3): a thing, something to do, a judgement."""

    uses: Floats

    def thing(self, stem: int, surface: str) -> float:
        """How surely the word names a thing, 0 to 1; a half for a word of which nothing is known."""
        things, doings, judgements = self._of(stem, surface)
        return (things + _UNKNOWN) / (things + doings + judgements + 2 * _UNKNOWN)

    def doing(self, stem: int, surface: str) -> float:
        """How surely the word says what is done or wanted, 0 to 1."""
        things, doings, judgements = self._of(stem, surface)
        return doings / (things + doings + judgements + 1)

    def _of(self, stem: int, surface: str) -> tuple[float, float, float]:
        things, doings, judgements = self.uses[stem].tolist()
        return things, doings + (_SURE if _DOING.fullmatch(surface) else 0), judgements


def word_roles(wording: Wording) -> Roles:
    """Count the neighbours of every word."""
    known = lexicon()
    lists = known.things, known.doings, known.judgements, known.things_last, known.behind_judgements
    signs = [np.array([surface in words for surface in wording.shown], bool) for words in lists]
    stems = len(wording.features.columns)
    return Roles(wording.executor.total(_count, wording.tokens, signs, stems))


def _count(tokens: Tokens, signs: Sequence[Bools], stems: int) -> Floats:
    rows, words = tokens.rows, tokens.stems >= 0
    small = ~words
    joined = rows[1:] == rows[:-1]
    before = np.flatnonzero(words[1:] & small[:-1] & joined)  # the small word; the word follows it
    behind = np.flatnonzero(words[:-1] & small[1:] & joined)
    counts = np.zeros((stems, 3))
    for sort in range(3):
        told = before[signs[sort][tokens.surfaces[before]]]
        counts[:, sort] = np.bincount(tokens.stems[told + 1], minlength=stems)
    last = np.append(~(words[1:] & joined), True)  # no other word follows
    told = before[signs[3][tokens.surfaces[before]] & last[before + 1]]
    counts[:, 0] += np.bincount(tokens.stems[told + 1], minlength=stems)
    told = behind[signs[4][tokens.surfaces[behind + 1]]]
    counts[:, 2] += np.bincount(tokens.stems[told], minlength=stems)
    return counts
