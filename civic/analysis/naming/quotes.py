"""Which comments speak for a theme, and which of its own words put a comment there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from civic.analysis.compute import Executor
from civic.analysis.corpus import NONE, Ints, Longs, Tokens, split
from civic.analysis.themes import Floats, Labels, Mixture, Places

CHARACTERS = (25, 400)  # long enough to say something, short enough to be read
POOL = 80
TYPICAL = 0.6
TOO_ALIKE = 0.95
REASONS = 3


def choose_quotes(
    labels: Labels, weights: Places, places: Places, lengths: NDArray[np.int32], k: int, n: int
) -> list[Longs]:
    """Positions of up to n comments of each theme that are typical and differ from one another.

    By maximal marginal relevance (Carbonell and Goldstein 1998) among the most typical comments of a readable length.

    Args:
        weights: (m,) cosine to the theme.
        places: (m, dimensions) unit rows.
        lengths: (m,) characters.
    """
    low, high = CHARACTERS
    readable = (lengths >= low) & (lengths <= high)
    result = []
    for theme in range(k):
        members = np.flatnonzero(labels == theme)
        fit = members[readable[members]]
        pool = fit if len(fit) >= n else members
        pool = pool[np.lexsort((pool, -weights[pool]))][:POOL]
        result.append(pool[_differing(weights[pool], places[pool], n)])
    return result


def pool_of(labels: Labels, weights: Places, k: int, most: int) -> Longs:
    """Positions of the `most` most typical comments of each theme, sorted."""
    chosen = []
    for theme in range(k):
        members = np.flatnonzero(labels == theme)
        chosen.append(members[np.lexsort((members, -weights[members]))][:most])
    return np.sort(np.concatenate([np.zeros(0, np.int64), *chosen]))


def _differing(weights: Places, places: Places, n: int) -> list[int]:
    likeness = np.full(len(weights), -1.0)
    chosen: list[int] = []
    while len(chosen) < min(n, len(weights)):
        score = TYPICAL * weights - (1 - TYPICAL) * likeness
        score[chosen] = -np.inf
        score[likeness > TOO_ALIKE] = -np.inf
        best = int(np.argmax(np.round(score, 6)))
        if score[best] == -np.inf:
            break
        chosen.append(best)
        likeness = np.maximum(likeness, places @ places[best])
    return chosen


def matching_words(
    executor: Executor, tokens: Sequence[Tokens], labels: Labels, mixture: Mixture, columns: Ints
) -> Longs:
    """(n, 3) the surfaces that a comment itself wrote and that speak most for its theme; -1 where there are fewer."""
    shares = np.exp(mixture.log_shares)
    overall = np.log((np.exp(mixture.log_words) * shares).sum(axis=1))
    gain = np.vstack([mixture.log_words - overall[:, None], np.zeros(len(shares))])
    parts: list[Any] = list(zip(tokens, split(labels, [len(chunk) for chunk in tokens]), strict=True))
    return np.concatenate([np.zeros((0, REASONS), np.int64), *executor.map(_matching, parts, gain, columns)])


def _matching(item: tuple[Tokens, Labels], gain: Floats, columns: Ints) -> Longs:
    tokens, labels = item
    rows = tokens.rows
    value = gain[columns[tokens.stems], labels[rows]]
    good = (columns[tokens.stems] != NONE) & (labels[rows] >= 0) & (value > 0)
    rows, surfaces, value = rows[good], tokens.surfaces[good].astype(np.int64), value[good]
    # One entry for each word of a comment, then the strongest first.
    _, first = np.unique(rows << 32 | surfaces, return_index=True)
    rows, surfaces, value = rows[first], surfaces[first], value[first]
    order = np.lexsort((surfaces, -np.round(value, 9), rows))
    rows, surfaces = rows[order], surfaces[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    result = np.full((len(tokens), REASONS), NONE, np.int64)
    kept = rank < REASONS
    result[rows[kept], rank[kept]] = surfaces[kept]
    return result
