"""How likely each theme is for each text, learned from the few that a person has placed.

Multinomial logistic regression; where a text may have several themes, one regression a theme. What few examples teach
lies in the span of the examples, so the regression is fitted there, in as many dimensions as there are examples, with
the same solution as over all features (the representer theorem, Kimeldorf and Wahba 1971).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from civic.analysis.arrays import Bools, Floats, Longs
from civic.analysis.learning.calibration import calibrated, sharpness
from civic.analysis.learning.evidence import Examples, gather
from civic.analysis.learning.features import Features

Theme = int | str
Placement = Theme | Sequence[Theme]

PENALTY = 1 / 20  # of the squared weights, beside the summed loss
FOLDS = 5
FLAT = 1e-8  # a direction that holds less than this share of the longest's square is rounding
NEVER = -12.0  # the log odds of a theme without an example
ENOUGH = 0.4  # half of an F1 of 0.8: the threshold of the best F1 is half of it (Lipton, Elkan and Narayanaswamy 2014)


@dataclass(frozen=True)
class Learned:
    """What is known of n texts.

    Attributes:
        themes: k themes, sorted.
        probabilities: (n, k) how likely each theme is; rows add up to one unless a text may have several.
        several: whether a text may have several themes.
        examples: how many different texts a person has placed.
    """

    themes: tuple[Theme, ...]
    probabilities: Floats
    several: bool
    examples: int

    @property
    def best(self) -> list[Theme]:
        """The likeliest theme of each text."""
        return [self.themes[at] for at in self.probabilities.argmax(axis=1)] if self.themes else []

    @property
    def certainty(self) -> Floats:
        """(n,) how likely that theme is."""
        certainty: Floats = self.probabilities.max(axis=1, initial=0.0)
        return certainty

    @property
    def chosen(self) -> Bools:
        """(n, k) the likeliest theme of each text and, where it may have several, whatever is likely enough."""
        best = self.probabilities.argmax(axis=1)[:, None] == np.arange(len(self.themes))
        chosen: Bools = best | (self.several & (self.probabilities >= ENOUGH))
        return chosen


def learn(features: Features, placed: Mapping[int, Placement], themes: Sequence[Theme | None] | None = None) -> Learned:
    """Learn from what a person has placed; the same input gives the same bytes.

    Args:
        features: of n texts.
        placed: text to its theme, or to its themes (then every text may have several). A copy speaks for its campaign.
            Without any theme it teaches nothing.
        themes: the theme that each text stands in now, None for none: weak evidence, which alone speaks for a theme
            that nobody has placed a text in.
    """
    with threadpool_limits(limits=1):
        examples = gather(features, placed, themes)
        if not examples.themes:
            return Learned((), np.zeros((len(features), 0)), False, 0)
        gram = features.gram(examples.rows)
        scores = _scores(features, examples, gram)
        own = examples.own
        held_out = _held_out(examples, gram) if len(own) >= 2 * FOLDS else None
        factor = sharpness(held_out, examples.is_in[own], examples.stands_for(features), examples.several)
        probabilities = calibrated(scores, factor, examples.several)
    return Learned(examples.themes, probabilities[features.units], examples.several, len(own))


def _scores(features: Features, examples: Examples, gram: Floats) -> Floats:
    """(u, k) log odds, up to a constant a row, of all different texts."""
    span = _span(gram)
    slopes, levels = _fit(gram @ span, examples.is_in, examples.weights, examples.several)
    return features.towards(examples.rows, span @ slopes.T) + levels


def _held_out(examples: Examples, gram: Floats) -> Floats:
    """(m, k) log odds of what a person has placed, each from examples that it is not among."""
    own = examples.own
    # Within each theme in turn, so that a theme is not held out as a whole where it need not be.
    order = np.lexsort((own, examples.is_in[own].argmax(axis=1)))
    fold = np.empty(len(own), np.int64)
    fold[order] = np.arange(len(own)) % FOLDS
    scores = np.zeros((len(own), len(examples.themes)))
    for number in range(FOLDS):
        out = own[fold == number]
        kept = np.setdiff1d(np.arange(len(examples.rows)), out)
        span = _span(gram[np.ix_(kept, kept)])
        known = gram[np.ix_(kept, kept)] @ span
        slopes, levels = _fit(known, examples.is_in[kept], examples.weights[kept], examples.several)
        scores[fold == number] = gram[np.ix_(out, kept)] @ span @ slopes.T + levels
    return scores


def _span(gram: Floats) -> Floats:
    """(m, r) the sums of m examples that are orthogonal and of length one; a zero where no example says anything."""
    squares, directions = np.linalg.eigh(gram)
    kept = squares > FLAT * max(squares.max(initial=0.0), np.finfo(float).tiny)
    span: Floats = directions[:, kept] / np.sqrt(squares[kept])
    return span if kept.any() else np.zeros((len(gram), 1))


def _fit(known: Floats, is_in: Bools, weights: Floats, several: bool) -> tuple[Floats, Floats]:
    """Slopes (k, r) and levels (k,) of the log odds.

    Args:
        known: (m, r) the examples, of weights (m,) and themes (m, k).
    """
    slopes, levels = np.zeros((is_in.shape[1], known.shape[1])), np.full(is_in.shape[1], NEVER)
    regression = LogisticRegression(C=1 / PENALTY, max_iter=300)
    if several:
        for theme in np.flatnonzero(is_in.any(axis=0)):
            if is_in[:, theme].all():
                levels[theme] = -NEVER
                continue
            regression.fit(known, is_in[:, theme], sample_weight=weights)
            slopes[theme], levels[theme] = regression.coef_[0], regression.intercept_[0]
        return slopes, levels
    theme_of = is_in.argmax(axis=1)
    present: Longs = np.unique(theme_of)
    if len(present) == 1:
        levels[present] = -NEVER
        return slopes, levels
    regression.fit(known, theme_of, sample_weight=weights)
    if len(present) == 2:  # scikit-learn gives one line for two themes
        slopes[present] = np.vstack([-regression.coef_, regression.coef_]) / 2
        levels[present] = np.concatenate([-regression.intercept_, regression.intercept_]) / 2
    else:
        slopes[present], levels[present] = regression.coef_, regression.intercept_
    return slopes, levels
