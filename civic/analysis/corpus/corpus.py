"""A corpus as numbers: chunk by chunk, so that reading can be spread and memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from civic.analysis.arrays import NONE, Bools, Counts, Ints, Longs
from civic.analysis.campaigns import signatures
from civic.analysis.text import read

LANGUAGES = ("", "id", "en")


@dataclass(frozen=True)
class Tokens:
    """The tokens of m comments, one after another.

    Attributes:
        stems: (t,) number of each token's stem, -1 for a stop word, which no phrase may cross.
        surfaces: (t,) number of the form that people read.
        starts: (m + 1,) where each comment begins; the last is t.
    """

    stems: Ints
    surfaces: Ints
    starts: Longs

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def rows(self) -> Longs:
        """(t,) the comment that each token belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))


@dataclass(frozen=True)
class ReadChunk:
    """What reading m comments gives: tokens in numbers of the chunk's own word lists, languages, MinHash keys."""

    tokens: Tokens
    stem_words: list[str]
    surface_words: list[str]
    languages: NDArray[np.int8]
    keys: NDArray[np.uint64]


def read_chunk(texts: Sequence[str]) -> ReadChunk:
    """Read comments; needs nothing but the texts, so it may run anywhere."""
    stem_ids: dict[str, int] = {}
    surface_ids: dict[str, int] = {}
    stems: list[int] = []
    surfaces: list[int] = []
    starts, languages = [0], []
    for text in texts:
        words = read(text)
        stems += [NONE if s is None else stem_ids.setdefault(s, len(stem_ids)) for s in words.stems]
        surfaces += [surface_ids.setdefault(s, len(surface_ids)) for s in words.surfaces]
        starts.append(len(stems))
        languages.append(LANGUAGES.index(words.language))
    tokens = Tokens(np.array(stems, np.int32), np.array(surfaces, np.int32), np.array(starts, np.int64))
    return ReadChunk(tokens, list(stem_ids), list(surface_ids), np.array(languages, np.int8), signatures(texts))


class Corpus:
    """All chunks with one numbering of words.

    Attributes:
        chunks: tokens of each chunk, in order.
        stem_words, surface_words: the words behind the numbers.
        languages: (n,) number in `LANGUAGES` of each comment's language.
    """

    def __init__(self, chunks: Iterable[ReadChunk] = ()) -> None:
        self.chunks: list[Tokens] = []
        self._stems: dict[str, int] = {}
        self._surfaces: dict[str, int] = {}
        self._languages: list[NDArray[np.int8]] = []
        for chunk in chunks:
            self.add(chunk)

    def add(self, chunk: ReadChunk) -> None:
        """Take in the next chunk."""
        stems = _numbers(self._stems, chunk.stem_words)
        surfaces = _numbers(self._surfaces, chunk.surface_words)
        tokens = chunk.tokens
        # A last entry of -1 lets -1, the stop word, stay what it is.
        renumbered = Tokens(np.append(stems, np.int32(NONE))[tokens.stems], surfaces[tokens.surfaces], tokens.starts)
        self.chunks.append(renumbered)
        self._languages.append(chunk.languages)

    def __len__(self) -> int:
        return sum(len(chunk) for chunk in self.chunks)

    @property
    def stem_words(self) -> list[str]:
        return list(self._stems)

    @property
    def surface_words(self) -> list[str]:
        return list(self._surfaces)

    @property
    def languages(self) -> NDArray[np.int8]:
        return np.concatenate([np.zeros(0, np.int8), *self._languages])

    @property
    def by_language(self) -> dict[str, int]:
        """How many comments each language has, "" the unknown ones."""
        counts = np.bincount(self.languages, minlength=len(LANGUAGES)).tolist()
        return dict(zip(LANGUAGES, counts, strict=True))

    @property
    def lengths(self) -> list[int]:
        """Comments of each chunk."""
        return [len(chunk) for chunk in self.chunks]

    def only(self, chosen: Bools) -> Corpus:
        """The comments of a mask (n,), with the same words; chunks keep their bounds."""
        part, start = Corpus(), 0
        part._stems, part._surfaces = self._stems, self._surfaces
        for tokens, languages in zip(self.chunks, self._languages, strict=True):
            kept = chosen[start : start + len(tokens)]
            start += len(tokens)
            part.chunks.append(select(tokens, kept))
            part._languages.append(languages[kept])
        return part


def document_frequency(tokens: Tokens, n_stems: int) -> Longs:
    """(n_stems,) how many comments say each stem."""
    said = tokens.stems != NONE
    pairs = np.unique(tokens.rows[said] * n_stems + tokens.stems[said])
    return np.bincount(pairs % n_stems, minlength=n_stems)


def count_words(tokens: Tokens, columns: Ints, n_features: int) -> Counts:
    """How often each comment says each feature, (m, n_features).

    Args:
        columns: (stems + 1,) the feature of each stem, -1 for none; the last entry, for stop words, is -1.
    """
    found = columns[tokens.stems]
    said = found != NONE
    counts = csr_matrix((np.ones(said.sum()), (tokens.rows[said], found[said])), shape=(len(tokens), n_features))
    counts.sum_duplicates()
    return counts


def _numbers(known: dict[str, int], words: Sequence[str]) -> Ints:
    return np.array([known.setdefault(word, len(known)) for word in words], np.int32)


def select(tokens: Tokens, kept: Bools) -> Tokens:
    """The tokens of the comments that a mask (m,) keeps."""
    if kept.all():
        return tokens
    lengths = np.diff(tokens.starts)
    of_kept = np.repeat(kept, lengths)
    starts = np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64)
    return Tokens(tokens.stems[of_kept], tokens.surfaces[of_kept], starts)
