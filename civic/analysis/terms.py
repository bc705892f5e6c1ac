"""The words of a theme: distinctive, said together, and shown in the form that people wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from civic.analysis.chunks import split
from civic.analysis.clusters import Labels
from civic.analysis.compute import Executor
from civic.analysis.corpus import NONE, Counts, Ints, Longs, Tokens
from civic.analysis.space import Floats

CANDIDATES = 40
SMOOTHING = 0.002  # of shares: a word that nobody else says is not infinitely distinctive
TOGETHER = 0.5  # how much being said together counts against being distinctive


@dataclass(frozen=True)
class Words:
    """The candidate words of every theme, best first.

    Attributes:
        features: for each theme, the features that distinguish it more than any other theme.
        scores: their distinctiveness, the best is 1.
        surfaces: the number of the form that people write most in the theme.
    """

    features: list[Longs]
    scores: list[Floats]
    surfaces: list[Longs]


def distinctive_words(
    executor: Executor, counts: Sequence[Any], tokens: Sequence[Tokens], labels: Labels, k: int, columns: Ints
) -> Words:
    """Candidates of every theme by class-based TF-IDF over comments (after Grootendorst 2022).

    A voice that repeats itself counts once; a word belongs to the theme that it distinguishes most.

    Args:
        labels: (n,) theme of each comment, -1 for none.
    """
    parts = split(labels, [len(chunk) for chunk in tokens])
    frequency = executor.total(_frequency_by_theme, list(zip(counts, parts, strict=True)), k)
    sizes = np.bincount(labels[labels >= 0], minlength=k)
    scores = distinctiveness(frequency, sizes)
    best = scores.argmax(axis=0)
    features, kept = [], []
    for theme in range(k):
        mine = np.flatnonzero((best == theme) & (scores[theme] > 0))
        mine = mine[np.lexsort((mine, -scores[theme, mine]))][:CANDIDATES]
        features.append(mine)
        kept.append(scores[theme, mine] / scores[theme, mine].max(initial=1e-12))
    return Words(features, kept, _surfaces(executor, tokens, parts, features, columns))


def distinctiveness(frequency: Floats, sizes: Longs) -> Floats:
    """(k, features) share of a theme's comments that say a word, times the log ratio to the share elsewhere.

    Args:
        frequency: (k, features) comments of each theme that say each word; words said once count for nothing.
    """
    inside = frequency / np.maximum(sizes, 1)[:, None]
    others = np.maximum(sizes.sum() - sizes, 1)[:, None]
    outside = (frequency.sum(axis=0) - frequency) / others
    distinct = np.log((inside + SMOOTHING) / (outside + SMOOTHING)) if len(sizes) > 1 else np.ones_like(inside)
    result: Floats = np.where(frequency > 1, inside * np.maximum(distinct, 0), 0)
    return result


def choose_terms(executor: Executor, tokens: Sequence[Tokens], words: Words, n: int) -> list[Longs]:
    """Positions among each theme's candidates of the n that are distinctive and said together, best first."""
    shown = np.unique(np.concatenate([np.zeros(0, np.int64), *words.surfaces]))
    npmi = surface_npmi(executor, tokens, shown)
    result = []
    used: set[int] = set()  # two languages may stem one word differently; it is shown once all the same
    for scores, surfaces in zip(words.scores, words.surfaces, strict=True):
        fresh = np.array([i for i, s in enumerate(surfaces.tolist()) if s not in used], np.int64)
        fresh = fresh[np.sort(np.unique(surfaces[fresh], return_index=True)[1])]
        at = np.searchsorted(shown, surfaces[fresh])
        chosen = fresh[_coherent(scores[fresh], npmi[np.ix_(at, at)], n)]
        used.update(surfaces[chosen].tolist())
        result.append(chosen)
    return result


def surface_npmi(executor: Executor, tokens: Sequence[Tokens], surfaces: Longs) -> Floats:
    """(s, s) normalised pointwise mutual information of words over comments (Bouma 2009); -1 where never together.

    Args:
        surfaces: numbers of the words as shown, sorted.
    """
    if not len(surfaces):
        return np.zeros((0, 0))
    together = executor.total(_surfaces_together, tokens, surfaces)
    n = max(1, sum(len(chunk) for chunk in tokens))
    single = np.diag(together) / n
    joint = together / n
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(joint / np.outer(single, single)) / -np.log(joint)
    npmi[joint == 1] = 1.0
    npmi[joint == 0] = -1.0
    result: Floats = np.nan_to_num(npmi)
    return result


def _coherent(scores: Floats, npmi: Floats, n: int) -> Longs:
    """Greedy: each next word is distinctive and goes with those that are there."""
    chosen = [0] if len(scores) else []
    while len(chosen) < min(n, len(scores)):
        value = (1 - TOGETHER) * scores + TOGETHER * npmi[chosen].mean(axis=0)
        value[chosen] = -np.inf
        chosen.append(int(np.argmax(np.round(value, 9))))
    return np.array(chosen, np.int64)


def _surfaces(
    executor: Executor, tokens: Sequence[Tokens], parts: list[Labels], features: list[Longs], columns: Ints
) -> list[Longs]:
    """The most written form of each candidate within its theme."""
    owner = np.full(len(columns), NONE)
    feature_owner = np.full(int(columns.max(initial=NONE)) + 2, NONE)
    for theme, mine in enumerate(features):
        feature_owner[mine] = theme
    owner = feature_owner[columns]
    counted: dict[int, dict[int, int]] = {}
    for stems, surfaces, numbers in executor.map(_forms, list(zip(tokens, parts, strict=True)), columns, owner):
        for stem, surface, number in zip(stems.tolist(), surfaces.tolist(), numbers.tolist(), strict=True):
            forms = counted.setdefault(stem, {})
            forms[surface] = forms.get(surface, 0) + number
    return [
        np.array([min(counted[f], key=lambda form: (-counted[f][form], form)) for f in mine.tolist()], np.int64)
        for mine in features
    ]


def _forms(item: tuple[Tokens, Labels], columns: Ints, owner: Longs) -> tuple[Longs, Longs, Longs]:
    """(feature, surface, how often) of candidate words within the theme that they distinguish."""
    tokens, labels = item
    mine = (owner[tokens.stems] != NONE) & (owner[tokens.stems] == labels[tokens.rows])
    pairs = columns[tokens.stems[mine]].astype(np.int64) << 32 | tokens.surfaces[mine].astype(np.int64)
    found, numbers = np.unique(pairs, return_counts=True)
    return found >> 32, found & 0xFFFFFFFF, numbers


def _frequency_by_theme(item: tuple[Counts, Labels], k: int) -> Floats:
    counts, labels = item
    inside = np.flatnonzero(labels >= 0)
    member = csr_matrix((np.ones(len(inside)), (labels[inside], inside)), shape=(k, len(labels)))
    said = counts.copy()
    said.data = np.ones_like(said.data)
    result: Floats = (member @ said).toarray()
    return result


def _surfaces_together(tokens: Tokens, surfaces: Longs) -> Floats:
    at = np.searchsorted(surfaces, tokens.surfaces)
    at[at == len(surfaces)] = 0
    shown = surfaces[at] == tokens.surfaces
    said = csr_matrix((np.ones(shown.sum()), (tokens.rows[shown], at[shown])), shape=(len(tokens), len(surfaces)))
    said.sum_duplicates()
    said.data = np.ones_like(said.data)
    result: Floats = (said.T @ said).toarray()
    return result
