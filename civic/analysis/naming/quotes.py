"""Which comments speak for a theme, and which of its own words put a comment there."""

from __future__ import annotations

import numpy as np

from civic.analysis.arrays import NONE, Floats, Ints, Labels, Longs, Places, joined
from civic.analysis.corpus import Placed, Tokens
from civic.analysis.naming.wording import Wording
from civic.analysis.themes import Groups, Mixture

CHARACTERS = (25, 400)  # long enough to say something, short enough to be read
POOL = 80
WIDE_POOL = 4 * POOL  # enough to hold a pool of comments of a readable length
TYPICAL = 0.6
TOO_ALIKE = 0.95
REASONS = 3


def choose_quotes(placed: Placed, themes: Groups, weights: Places, lengths: Ints, n: int) -> list[list[int]]:
    """Positions of up to n comments of each theme that are typical and differ from one another.

    By maximal marginal relevance (Carbonell and Goldstein 1998) among the most typical comments of a readable length.

    Args:
        weights: (m,) cosine to the theme.
        lengths: (m,) characters.
    """
    low, high = CHARACTERS
    typical = [_typical(themes.members(theme), weights, WIDE_POOL) for theme in range(themes.k)]
    wide = np.sort(joined(typical))
    if not len(wide):
        return [[] for _ in typical]
    _, places = placed.take(wide)
    readable = (lengths >= low) & (lengths <= high)
    result = []
    for members in typical:
        fit = members[readable[members]]
        pool = (fit if len(fit) >= n else members)[:POOL]
        chosen = _differing(weights[pool], places[np.searchsorted(wide, pool)], n)
        result.append(pool[chosen].tolist())
    return result


def _typical(members: Longs, weights: Places, most: int) -> Longs:
    """The most typical comments of a theme, the first of equals first."""
    return members[np.lexsort((members, -weights[members]))][:most]


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


def matching_words(wording: Wording, themes: Groups, mixture: Mixture) -> Longs:
    """(n, 3) the surfaces that a comment itself wrote and that speak most for its theme; -1 where there are fewer."""
    shares = np.exp(mixture.log_shares)
    overall = np.log((np.exp(mixture.log_words) * shares).sum(axis=1))
    gain = np.vstack([mixture.log_words - overall[:, None], np.zeros(len(shares))])
    parts = list(zip(wording.tokens, themes.in_chunks(wording.lengths), strict=True))
    found = wording.executor.map(_matching, parts, gain, wording.features.columns)
    return np.concatenate([np.zeros((0, REASONS), np.int64), *found])


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
