"""Do the themes come back when a part of the comments is left out?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix

from civic.analysis.arrays import Bools, Floats, Labels, Places, split
from civic.analysis.compute import Executor, Local
from civic.analysis.corpus import Corpus

if TYPE_CHECKING:
    from civic.analysis.themes.model import ThemeModel

SMALL = 50
RESAMPLES = 5
SHARE = 0.8
MOST_COMMENTS = (800, 2_500)  # of a resample; more where the corpus is large and can wait
PART = 20
MOST_TOKENS = 60_000
FEWEST_MEMBERS = 10  # of a theme in a resample; of fewer nothing can be said
# Comments of random words reach 0.07 as a whole and 0.23 in a theme; the least of the real corpora tried, 0.36 and 0.5.
CHANCE_OVERALL = 0.1
CHANCE_THEME = 0.3


@dataclass(frozen=True)
class Stability:
    """How the themes fare in resamples; None where the corpus is too small.

    Attributes:
        overall: mean adjusted Rand index (Hubert and Arabie 1985).
        themes: for each theme the mean Jaccard index with the likest theme found again (Hennig 2007).
    """

    overall: float | None
    themes: tuple[float | None, ...]

    @property
    def holds(self) -> bool:
        """False where neither the whole nor any theme comes back better than among comments of random words."""
        if self.overall is None or self.overall >= CHANCE_OVERALL:
            return True
        return any(theme is not None and theme >= CHANCE_THEME for theme in self.themes)


def measure_stability(
    executor: Executor, corpus: Corpus, model: ThemeModel, embedded: Sequence[Any] | None = None
) -> Stability:
    """Read resamples of the corpus anew, with the same number of themes, and compare.

    Args:
        embedded: chunks of a sentence encoder's vectors of the same comments, where the model stands on them.
    """
    n, k = len(corpus), model.n_themes_
    if n < SMALL or k < 2:
        return Stability(None, (None,) * k)
    random = np.random.default_rng(model.random_state)
    tokens = sum(len(chunk.stems) for chunk in corpus.chunks)
    most = min(max(MOST_COMMENTS[0], n // PART), MOST_COMMENTS[1])
    size = int(min(SHARE * n, most, max(SMALL, MOST_TOKENS * n / max(tokens, 1))))
    enough = np.bincount(model.labels_[model.labels_ >= 0], minlength=k) * size / n >= FEWEST_MEMBERS
    agreements, overlaps = [], []
    for _ in range(RESAMPLES):
        chosen = np.zeros(n, bool)
        chosen[random.choice(n, size, replace=False)] = True
        again = clone(model).set_params(n_themes=k if model.n_islands_ == 0 else (k - model.n_islands_, k))
        masks = split(chosen, corpus.lengths)
        vectors = executor.map(_rows, list(zip(embedded, masks, strict=True))) if embedded is not None else None
        again.fit_corpus(corpus.only(chosen), Local(), vectors)  # samples are small: not worth a way to a cluster
        before = model.labels_[chosen]
        both = (before >= 0) & (again.labels_ >= 0)
        agreements.append(adjusted_rand_score(before[both], again.labels_[both]))
        overlaps.append(_overlaps(before, again.labels_, k))
    return Stability(float(np.mean(agreements)), _means(overlaps, enough))


def _overlaps(before: Labels, after: Labels, k: int) -> Floats:
    """(k,) Jaccard index of each theme with the likest one found again; NaN for one that the sample does not hold."""
    table = contingency_matrix(np.append(before, np.arange(-1, k)), np.append(after, np.full(k + 1, -1)))[1:, 1:]
    sizes = np.bincount(before[before >= 0], minlength=k)
    found = table.sum(axis=0)
    if not table.shape[1]:
        return np.where(sizes > 0, 0.0, np.nan)
    jaccard = table / np.maximum(sizes[:, None] + found - table, 1)
    best: Floats = np.where(sizes > 0, jaccard.max(axis=1), np.nan)
    return best


def _means(overlaps: Sequence[Floats], enough: Bools) -> tuple[float | None, ...]:
    columns = np.array(overlaps).T
    return tuple(float(np.nanmean(column)) if told else None for column, told in zip(columns, enough, strict=True))


def _rows(item: tuple[Places, Bools]) -> Places:
    vectors, mask = item
    return vectors[mask]
