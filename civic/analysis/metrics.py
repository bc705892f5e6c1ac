"""How good themes are, in figures that other engines report too."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from civic.analysis.model import ThemeModel
from civic.analysis.words import Words

SMALL = 30
RESAMPLES = 3


def coherence(words: Sequence[Words], terms: Sequence[Sequence[str]], stems: Sequence[Sequence[str]]) -> float | None:
    """Mean NPMI of each pair of a theme's terms, by their co-occurrence in comments (Bouma 2009)."""
    wanted = {stem for theme in stems for stem in theme}
    if not wanted or not terms:
        return None
    where: dict[str, set[int]] = {stem: set() for stem in wanted}
    for position, item in enumerate(words):
        for stem in item.stems:
            if stem in where:
                where[stem].add(position)
    n, values = len(words), []
    for theme in stems:
        for a, b in itertools.combinations(theme, 2):
            both, first, second = len(where[a] & where[b]), len(where[a]), len(where[b])
            if not first or not second:
                continue
            if not both:
                values.append(-1.0)
            elif both == n:
                values.append(1.0)
            else:
                values.append(math.log(both * n / (first * second)) / -math.log(both / n))
    return float(np.mean(values)) if values else None


def diversity(terms: Sequence[Sequence[str]]) -> float | None:
    """Share of different words among all themes' terms."""
    words = [word for theme in terms for term in theme for word in term.split()]
    return len(set(words)) / len(words) if words else None


def stability(words: Sequence[Words], model: ThemeModel, seed: int) -> float | None:
    """Mean agreement (ARI) between the themes and those found in re-samples of four fifths of the corpus."""
    n = len(words)
    if n < SMALL or model.n_themes_ < 2:
        return None
    random = np.random.default_rng(seed)
    scores = []
    for step in range(RESAMPLES):
        sample: NDArray[np.int64] = np.sort(random.choice(n, size=int(n * 0.8), replace=False))
        again = ThemeModel(model.n_themes_, random_state=seed + step + 1)
        again.fit_words([words[i] for i in sample])
        both = (model.labels_[sample] >= 0) & (again.labels_ >= 0)
        if both.sum() >= SMALL // 2:
            scores.append(adjusted_rand_score(model.labels_[sample][both], again.labels_[both]))
    return float(np.mean(scores)) if scores else None
