"""What a theme is called: distinctive terms, a phrase that people used, and quotes that differ.

Terms by class-based TF-IDF (Grootendorst 2022): frequent in the theme, rare in the others.
Quotes by maximal marginal relevance (Carbonell and Goldstein 1998).
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from civic.analysis.words import Words

QUOTE_CHARACTERS = (25, 400)


class Terms:
    """Terms of every theme of one run, in the surface forms that people wrote."""

    def __init__(self, words: Sequence[Words], labels: NDArray[np.int64], n_themes: int) -> None:
        self._surface: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._counts: list[Counter[str]] = [Counter() for _ in range(n_themes)]
        for item, label in zip(words, labels, strict=True):
            if label < 0:
                continue
            seen = set()
            for stem, surface in _grams(item):
                self._surface[stem][surface] += 1
                seen.add(stem)
            self._counts[label].update(seen)  # comments, not occurrences: one shouting voice is one voice
        self._total = sum(self._counts, Counter())
        self._sizes = [max(1, int((labels == theme).sum())) for theme in range(n_themes)]

    def of(self, theme: int, n: int) -> tuple[str, ...]:
        """The n most distinctive terms, none of which repeats another."""
        chosen: list[str] = []
        for stem in self._ranked(theme):
            parts = set(stem.split("+"))
            if any(parts <= set(other.split("+")) or set(other.split("+")) <= parts for other in chosen):
                continue
            chosen.append(stem)
            if len(chosen) == n:
                break
        return tuple(self._shown(stem) for stem in chosen)

    def label(self, theme: int) -> str:
        """A phrase that at least two comments used and that is distinctive; else the two best words."""
        ranked = self._ranked(theme)
        best = {stem: rank for rank, stem in enumerate(ranked)}
        phrases = [s for s in ranked[:60] if "+" in s and self._counts[theme][s] >= max(2, 0.04 * self._sizes[theme])]
        if phrases:
            first = min(phrases, key=lambda s: (best[s], s))
            return self._shown(first).capitalize()
        return ", ".join(self._shown(stem) for stem in [s for s in ranked if "+" not in s][:2]).capitalize()

    def _ranked(self, theme: int) -> list[str]:
        n_themes = len(self._counts)

        def score(stem: str) -> float:
            inside = self._counts[theme][stem] / self._sizes[theme]
            outside = (self._total[stem] - self._counts[theme][stem]) / max(1, sum(self._sizes) - self._sizes[theme])
            distinct = math.log((inside + 0.002) / (outside + 0.002)) if n_themes > 1 else 1.0
            return inside * max(0.0, distinct) * (1.35 if "+" in stem else 1.0)

        counted = [s for s, count in self._counts[theme].items() if count > 1] or list(self._counts[theme])
        return sorted(counted, key=lambda stem: (-score(stem), stem))

    def _shown(self, stem: str) -> str:
        forms = self._surface[stem]
        return min(forms, key=lambda form: (-forms[form], len(form), form))


def _grams(words: Words) -> list[tuple[str, str]]:
    pairs = list(zip(words.stems, words.surfaces, strict=True))
    single = [(stem, surface) for stem, surface in pairs if stem]
    double = [(f"{a}+{b}", f"{x} {y}") for (a, x), (b, y) in itertools.pairwise(pairs) if a and b and a != b]
    return single + double


def quotes(
    theme: int,
    labels: NDArray[np.int64],
    weights: NDArray[np.float64],
    matrix: csr_matrix,
    lengths: NDArray[np.int64],
    n: int,
) -> list[int]:
    """Positions of up to n texts that speak for the theme and differ from one another."""
    members = np.flatnonzero(labels == theme)
    low, high = QUOTE_CHARACTERS
    fit = members[(lengths[members] >= low) & (lengths[members] <= high)]
    pool = fit if len(fit) >= n else members
    pool = pool[np.lexsort((pool, -weights[pool]))][:60]
    chosen: list[int] = []
    likeness = np.zeros(len(pool))
    while len(chosen) < min(n, len(pool)):
        score = 0.6 * weights[pool] - 0.4 * likeness
        score[[i for i, position in enumerate(pool) if position in chosen]] = -np.inf
        best = int(np.argmax(np.round(score, 9)))
        chosen.append(int(pool[best]))
        similarity = np.asarray((matrix[pool] @ matrix[pool[best]].T).todense()).ravel()
        likeness = np.maximum(likeness, similarity)
    return chosen
