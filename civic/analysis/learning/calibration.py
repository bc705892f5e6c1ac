"""From scores to probabilities that mean what they say: of the texts at 80 %, about 80 in 100 are right.

One factor over all scores (temperature scaling, Guo, Pleiss, Sun and Weinberger 2017), fitted to examples that were
held out. Examples are asked for because they are doubtful; each therefore counts for the texts it is the nearest to,
and few of them only bend what most corpora need.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, softmax

from civic.analysis.arrays import Bools, Floats

USUAL = 0.45  # natural logarithm of the factor
TRUST = 10  # a factor e times the usual one costs so much log loss, of all examples together
BOUNDS = (-3.0, 3.0)
SURPRISE = 0.02  # what is left for the unforeseen, so that one wrong example does not decide
BINS = 10


def sharpness(held_out: Floats | None, is_in: Bools, counts_for: Floats, several: bool) -> float:
    """The factor that scores are multiplied by.

    Args:
        held_out: (m, k) log odds of examples that were not learned from; None where there are too few.
        is_in: (m, k) their themes.
        counts_for: (m,) how much each counts.
    """
    if held_out is None or not counts_for.sum():
        return float(np.exp(USUAL))
    weights = counts_for * len(counts_for) / counts_for.sum()

    def loss(logarithm: float) -> float:
        likely = calibrated(held_out, float(np.exp(logarithm)), several)
        right = np.where(is_in, likely, 1 - likely) if several else (likely * is_in).sum(axis=1, keepdims=True)
        lost = -np.log((1 - SURPRISE) * right + SURPRISE * 0.5).sum(axis=1)
        return float(weights @ lost + TRUST * (logarithm - USUAL) ** 2)

    return float(np.exp(minimize_scalar(loss, bounds=BOUNDS, method="bounded").x))


def calibrated(scores: Floats, factor: float, several: bool) -> Floats:
    """Probabilities of log odds (m, k)."""
    probabilities: Floats = expit(scores * factor) if several else softmax(scores * factor, axis=1)
    return probabilities


def calibration_error(certainty: Floats, is_right: Bools) -> float:
    """Expected calibration error over ten bins of equal width (Naeini, Cooper and Hauskrecht 2015)."""
    bins = np.minimum((certainty * BINS).astype(np.int64), BINS - 1)
    gaps = np.bincount(bins, certainty - is_right, minlength=BINS)
    return float(np.abs(gaps).sum() / max(1, len(certainty)))
