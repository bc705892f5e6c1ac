"""Themes as habits: where a theme's comments lie, and which words it uses.

A mixture of two experts that starts from groups found in the space: a von Mises-Fisher distribution for the direction
of a comment (Banerjee et al. 2005) times a multinomial for its words (Nigam et al. 2000). The direction knows which
comments are near; the words set right those that lie between two groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from civic.analysis.arrays import Counts, Floats, Labels, Places, split, unit_rows
from civic.analysis.corpus import Placed

# Worth of a comment's direction against its words, as the concentration of von Mises-Fisher: between 10 and 40
# results hardly differ, on short and long texts, with learned spaces and sentence encoders.
CONCENTRATION = 20.0
SMOOTHING = 0.1
BACKGROUND = 0.2
ROUNDS = 3  # the start is near; more only carry small changes of the corpus further
SETTLED = 1e-3

Chunk = tuple[Counts, Places]
Sums = tuple[Floats, Floats, Floats, float]


@dataclass(frozen=True)
class Mixture:
    """What each of k themes tends to be like.

    Attributes:
        log_words: (features, k) log probability of each word in each theme.
        log_shares: (k,) log share of each theme in the corpus.
        directions: (k, dimensions) unit rows.
    """

    log_words: Floats
    log_shares: Floats
    directions: Places

    def log_joint(self, counts: Counts, places: Places) -> Floats:
        """Log of how likely each theme is together with a comment, up to a constant of the comment, (m, k)."""
        near = CONCENTRATION * (places @ self.directions.T)
        result: Floats = counts @ self.log_words + near + self.log_shares
        return result

    def beside(self, groups: Sequence[Chunk], share: float) -> Mixture:
        """The mixture with more themes, each learned from a few comments.

        Args:
            groups: (counts, places) of each new theme's comments.
            share: of the corpus, of one comment.
        """
        background = np.exp(self.log_words) @ np.exp(self.log_shares)
        added = [
            _mixture(_sums(counts, places, np.ones((len(places), 1)), 0.0), background) for counts, places in groups
        ]
        sizes = [np.log([share * len(places)]) for _, places in groups]
        return Mixture(
            np.hstack([self.log_words, *(mixture.log_words for mixture in added)]),
            np.concatenate([self.log_shares, *sizes]),
            np.vstack([self.directions, *(mixture.directions for mixture in added)]),
        )

    def only(self, themes: Sequence[int]) -> Mixture:
        """The mixture of some themes, in this order."""
        chosen = list(themes)
        return Mixture(self.log_words[:, chosen], self.log_shares[chosen], self.directions[chosen])


def start_mixture(placed: Placed, centres: Places) -> Mixture:
    """Each comment in the group of its nearest direction."""
    return _mixture(placed.total(_sums_by_nearest, centres))


def labelled_mixture(placed: Placed, labels: Labels, k: int) -> Mixture:
    """Each comment in the group of its label (n,), those labelled -1 in none of the k."""
    chunks = list(zip(placed.chunks, split(labels, placed.lengths), strict=True))
    return _mixture(placed.executor.total(_sums_by_label, chunks, k))


def learn_mixture(placed: Placed, mixture: Mixture) -> Mixture:
    """Expectation and maximisation from there on."""
    before = -np.inf
    for _ in range(ROUNDS):
        sums: Sums = placed.total(_sums_by_posterior, mixture)
        mixture, likelihood = _mixture(sums), sums[3]
        if likelihood - before < SETTLED * abs(likelihood):
            break
        before = likelihood
    return mixture


def _mixture(sums: Sums, background: Floats | None = None) -> Mixture:
    words, sizes = sums[0], sums[1] + SMOOTHING
    everywhere = words.sum(axis=1) + SMOOTHING if background is None else background
    everywhere = everywhere / everywhere.sum()
    said = words / np.maximum(words.sum(axis=0), SMOOTHING)
    words = (1 - BACKGROUND) * said + BACKGROUND * everywhere[:, None]
    directions = unit_rows(sums[2]).astype(np.float32)
    return Mixture(np.log(words), np.log(sizes / sizes.sum()), directions)


def _sums_by_nearest(chunk: Chunk, centres: Places) -> Sums:
    counts, places = chunk
    nearest = np.zeros((len(places), len(centres)))
    nearest[np.arange(len(places)), (places @ centres.T).argmax(axis=1)] = 1.0
    return _sums(counts, places, nearest, 0.0)


def _sums_by_label(item: tuple[Chunk, Labels], k: int) -> Sums:
    (counts, places), labels = item
    return _sums(counts, places, (labels[:, None] == np.arange(k)).astype(np.float64), 0.0)


def _sums_by_posterior(chunk: Chunk, mixture: Mixture) -> Sums:
    counts, places = chunk
    joint = mixture.log_joint(counts, places)
    total = logsumexp(joint, axis=1, keepdims=True)
    return _sums(counts, places, np.exp(joint - total), float(total.sum()))


def _sums(counts: Counts, places: Places, posterior: Floats, likelihood: float) -> Sums:
    posterior[~places.any(axis=1)] = 0.0
    return counts.T @ posterior, posterior.sum(axis=0), posterior.T @ places.astype(np.float64), likelihood
