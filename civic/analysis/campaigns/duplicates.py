"""Copies and near copies: campaign letters and copy-paste with changed words, found in near-linear time.

Two steps. `signatures` reads texts chunk by chunk, wherever they are: MinHash over the words of each text (Broder
1997), cut into bands. `groups` brings the chunks together: texts that share a band are candidates, and a candidate
joins a group only if it is like the group's leader, so that a group rests neither on a hash nor on a chain of mates.

Why 64 bands of 4: when every copy of a 12-word letter has 15 % of its words changed, two copies keep 8 words of 12, a
Jaccard similarity of 0.5 at worst, and share a band with probability 1 - (1 - 0.5⁴)⁶⁴ = 0.98 (0.998 on average).
Comments that are no copies share 0.04 of their words and meet in one band of ten thousand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist
from rensa import RMinHash

from civic.analysis.text import MAX_CHARACTERS
from civic.analysis.types import SIMILARITY

Keys = NDArray[np.uint64]
Positions = NDArray[np.int64]
TextOf = Callable[[int], str]

BANDS, ROWS, SEED = 64, 4, 7
COLUMNS = 1 + BANDS * ROWS // 8
SHORT = 4  # texts of fewer words are no copies: many people say "setuju" by themselves
BRIEF, LETTER = 8, 12  # words: short texts agree by chance, so more of them must agree
BRIEF_SIMILARITY = 0.9
PIVOTS = 2  # groups of those that share a band that the others are compared with; keeps a crowded band linear
MARGIN = 0.08  # two standard errors and a half of an estimate by 256 digests
ROUNDING = 1e-6  # similarities come as 32-bit numbers
BATCH, SLICE = 1000, 1024  # texts, and pairs, whose digests are spread out at a time
_WORD = re.compile(r"\w+")


def signatures(texts: Sequence[str]) -> Keys:
    """What `groups` needs to know of each text; chunks may be read anywhere and stacked.

    Args:
        texts: m texts.

    Returns:
        (m, COLUMNS): first a hash of all words in order, then 8 bits of each MinHash, eight in a number; all 0 for a
        text of fewer than `SHORT` words, which joins nothing.
    """
    keys = np.zeros((len(texts), COLUMNS), np.uint64)
    for start in range(0, len(texts), BATCH):
        words = [_words(text) for text in texts[start : start + BATCH]]
        part = keys[start : start + len(words)]
        part[:, 0] = [_hash(of_text) if len(of_text) >= SHORT else 0 for of_text in words]
        longer = [place for place, of_text in enumerate(words) if len(of_text) >= SHORT]
        if longer:
            part[longer, 1:] = _digests([words[place] for place in longer])
    return keys


def groups(keys: Keys, text_of: TextOf, similarity: float = SIMILARITY) -> list[list[int]]:
    """Positions of texts that are copies of one another, groups of two and more, each in order.

    Args:
        keys: (n, COLUMNS) signatures of all texts.
        text_of: the text at a position; asked once for each text that has a candidate.
        similarity: share of words (0 to 1, Dice over word counts) that a copy of 12 words and more has in common
            with its group's leader; shorter texts must share more, up to 0.9 at 8 words.
    """
    positions = np.arange(len(keys))
    worded = keys[:, 0] != 0
    _, first, same = np.unique(keys[:, 0], return_index=True, return_inverse=True)
    equal = np.where(worded, first[same], positions)
    distinct = np.flatnonzero((equal == positions) & (keys[:, 1] != 0))
    leaders = _Leaders(keys, distinct, text_of, similarity)
    bands = keys[:, 1:].view(np.uint32)
    for band in range(BANDS):
        leaders.join(*_crowds(distinct, bands[distinct, band]))
    return _lists(leaders.of[equal])


class _Leaders:
    """The leader of each text, by position. Members were compared with their leader, never only with a mate."""

    def __init__(self, keys: Keys, distinct: Positions, text_of: TextOf, similarity: float) -> None:
        self.of = np.arange(len(keys))
        self._distinct = distinct
        self._sizes = np.ones(len(keys), np.int64)
        self._keys = keys
        self._text_of = text_of
        self._similarity = similarity
        self._bags = np.full(len(keys), None, object)
        self._lengths = np.zeros(len(keys), np.int32)

    def join(self, members: Positions, crowds: Positions) -> None:
        """Join what is alike among texts that share a band.

        Args:
            members: (k,) positions, those of one crowd side by side.
            crowds: (k,) the crowd of each, rising.
        """
        crowds, heads = self._heads(members, crowds)
        for _ in range(PIVOTS):
            if not len(heads):
                return
            starts = np.flatnonzero(np.diff(crowds, prepend=-1))
            pivots = np.repeat(heads[starts], np.diff(starts, append=len(heads)))
            others = heads != pivots
            alike = np.zeros(len(heads), bool)
            alike[others] = self._alike(heads[others], pivots[others])
            self._move(heads[alike], pivots[alike])
            left = others & ~alike & (self.of[heads] == heads)
            crowds, heads = crowds[left], heads[left]

    def _heads(self, members: Positions, crowds: Positions) -> tuple[Positions, Positions]:
        """Each crowd's leaders once, the largest group first, with their crowds; crowds of one group are left out."""
        leaders = self.of[members]
        if not len(leaders):
            return crowds, leaders
        starts = np.flatnonzero(np.diff(crowds, prepend=-1))
        mixed = np.minimum.reduceat(leaders, starts) != np.maximum.reduceat(leaders, starts)
        kept = np.repeat(mixed, np.diff(starts, append=len(leaders)))
        crowds, leaders = crowds[kept], leaders[kept]
        order = np.lexsort((leaders, -self._sizes[leaders], crowds))
        crowds, leaders = crowds[order], leaders[order]
        new = (np.diff(leaders, prepend=-1) != 0) | (np.diff(crowds, prepend=-1) != 0)
        return crowds[new], leaders[new]

    def _move(self, heads: Positions, pivots: Positions) -> None:
        """Put the groups of `heads` under `pivots`; members that are unlike their new leader stand alone again."""
        heads, once = np.unique(heads, return_index=True)
        pivots = pivots[once]
        # A pivot that is moving itself takes in nobody; they will meet again in another band.
        settled = ~np.isin(pivots, heads)
        goal = np.full(len(self.of), -1)
        goal[heads[settled]] = pivots[settled]
        new = goal[self.of[self._distinct]]
        moving, new = self._distinct[new >= 0], new[new >= 0]
        followers = self.of[moving] != moving
        unlike = np.zeros(len(moving), bool)
        unlike[followers] = ~self._alike(moving[followers], new[followers])
        self.of[moving] = np.where(unlike, moving, new)
        self._sizes = np.bincount(self.of, minlength=len(self.of))

    def _alike(self, a: Positions, b: Positions) -> NDArray[np.bool_]:
        """(k,) whether each pair shares enough words, whatever their order: letters are rearranged, too."""
        alike = self._likely(a, b)
        a, b = a[alike], b[alike]
        self._read(np.concatenate([a, b]))
        shared = cpdist(self._bags[a].tolist(), self._bags[b].tolist(), scorer=Indel.normalized_similarity)
        lengths = (self._lengths[a] + self._lengths[b]) / 2
        needed = np.interp(lengths, [BRIEF, LETTER], [max(BRIEF_SIMILARITY, self._similarity), self._similarity])
        alike[alike] = shared >= needed - ROUNDING
        return alike

    def _likely(self, a: Positions, b: Positions) -> NDArray[np.bool_]:
        """(k,) whether the digests let a pair be alike, which spares reading most texts.

        The share of equal digests estimates the Jaccard similarity, s / (2 - s), with a standard error of 0.03.
        """
        least = (self._similarity / (2 - self._similarity) - MARGIN) * BANDS * ROWS
        likely = np.empty(len(a), bool)
        for start in range(0, len(a), SLICE):
            part = slice(start, start + SLICE)
            ours, theirs = (self._keys.take(of[part], axis=0).view(np.uint8) for of in (a, b))
            # Eight flags are added as one number: 32 numbers of flags 0 and 1 never overflow into the next byte.
            equal = (ours == theirs).view(np.uint64)[:, 1:].sum(axis=1).view(np.uint8).reshape(-1, 8).sum(axis=1)
            likely[part] = equal >= least
        return likely

    def _read(self, positions: Positions) -> None:
        """Keep a bag of each text: its words as one character each, sorted, so that what two bags have in common is
        their longest common subsequence, which is fast to find."""
        for position in np.unique(positions[self._lengths[positions] == 0]).tolist():
            bag = "".join(sorted(map(_character, _words(self._text_of(position)))))
            self._bags[position], self._lengths[position] = bag, len(bag)


def _words(text: str) -> list[str]:
    text = text[:MAX_CHARACTERS]
    return _WORD.findall((text if text.isascii() else unicodedata.normalize("NFKC", text)).lower())


def _hash(words: list[str]) -> int:
    digest = blake2b(" ".join(words).encode(), digest_size=8).digest()
    return max(1, int.from_bytes(digest, "little")) if words else 0


def _digests(words: list[list[str]]) -> Keys:
    # The lowest bits: a minimum is a small number, so its highest bits are mostly 0.
    digests = RMinHash.digest_matrix_from_token_sets(words, BANDS * ROWS, SEED).to_rows()
    return np.array(digests, np.uint32).astype(np.uint8).view(np.uint64)


@lru_cache(maxsize=2**16)
def _character(word: str) -> str:
    # 16 bits: strings stay small, and two words that share a character add one word in 60,000 by mistake.
    return chr(crc32(word.encode()) & 0xFFFF)


def _crowds(positions: Positions, column: NDArray[np.uint32]) -> tuple[Positions, Positions]:
    """Positions that share their key with another, side by side, and the number of the key that each has, rising."""
    order = np.argsort(column)
    again = np.diff(column[order]) != 0
    new = np.concatenate([[True], again])[: len(column)]
    shared = ~(new & np.append(new[1:], True))
    return positions[order[shared]], np.cumsum(new)[shared]


def _lists(leaders: Positions) -> list[list[int]]:
    """Groups of two and more, in the order of their first members."""
    order = np.argsort(leaders, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(leaders[order])) + 1)
    return sorted(part.tolist() for part in parts if len(part) > 1)
