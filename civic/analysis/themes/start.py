"""Where grouping starts: the leading directions of a corpus, turned until each comment speaks for few of them.

Leading singular vectors rotated by varimax (Kaiser 1958) estimate groups of rows (Rohe and Zeng 2023). Unlike a tree
or random starts of k-means they hardly change when a comment more or less is read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import issparse

from civic.analysis.arrays import Floats, Places
from civic.analysis.themes.clusters import centres_of
from civic.analysis.themes.space import leading

ROTATIONS = 200
SETTLED = 1e-7
APART = 1.5  # a singular value this many times the next says how many groups there are, whatever else does
GROUP = 8  # comments of such a group at least, on the whole
# Themes = SPREAD * directions ** .6 * comments ** .25: see docs/analysis.md.
SPREAD, BY_DIRECTIONS, BY_COMMENTS = 0.565, 0.6, 0.25
STEP = 1.2  # between numbers of themes that make a difference
NOUGHT = 1e-6


def first_centres(rows: Any, places: Places, wanted: tuple[int, int], guess: float, as_it_falls: bool = True) -> Places:
    """Directions to start from, (k, dimensions).

    Args:
        rows: (m, features) what a sample of comments says, unit rows, sparse or dense.
        places: (m, dimensions) where they lie, unit rows.
        wanted: the fewest and the most; equal when the number is fixed.
        guess: how many there may be, by `likely_number`; whatever the range says counts more.
        as_it_falls: whether a corpus that falls into groups by itself is left in them.
    """
    least, most = (max(1, min(number, len(places))) for number in wanted)
    vectors, values = leading(rows, most + 1)
    some = int((values > NOUGHT * values.max()).sum())
    few = min(most, len(places) // GROUP)
    in_words = some if issparse(rows) and rows.getnnz(axis=1).max() == 1 else 0  # of answers of one word each
    apart = _apart(values, least, few, in_words) if as_it_falls else None
    k = most if least == most else apart or on_scale(guess, least, most)
    k = min(k, some)
    loadings = rotated(vectors[:, :k])
    centres = centres_of(places, loadings.argmax(axis=1), loadings.shape[1])
    empty = ~centres.any(axis=1)
    centres[empty] = places[loadings[:, empty].argmax(axis=0)]
    return centres


def likely_number(spectrum: Floats, n: int) -> float:
    """How many themes n comments may have: more where they spread over more directions, and more where they are many.

    Args:
        spectrum: eigenvalues of the places' second moments. The effective number of directions is the sum of their
            squares over the largest one's. No comment more or less changes it by much.
    """
    directions = float((spectrum**2).sum() / max(float(spectrum.max()) ** 2, NOUGHT))
    return float(SPREAD * directions**BY_DIRECTIONS * n**BY_COMMENTS)


def on_scale(number: float, least: int, most: int) -> int:
    """The nearest of 2, 3, 4, 5, 6, 7, 8, 10, 12, …: steps so wide that small changes of a corpus seldom cross one."""
    steps, step = [least], least
    while step < most:
        step = min(most, max(step + 1, round(step * STEP)))
        steps.append(step)
    return min(steps, key=lambda k: abs(np.log(k / max(number, NOUGHT))))


def rotated(vectors: Floats) -> Floats:
    """Columns turned by varimax until each row has few large entries, and those that are large are positive.

    Rows are brought half the way to one length: as they are, few large ones decide, which makes the turn depend on
    them; all of one length (Kaiser's weights) lets rows that say next to nothing decide as much as any.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    rows, k = vectors / np.sqrt(np.maximum(lengths, NOUGHT)), vectors.shape[1]
    turn, before = np.eye(k), 0.0
    for _ in range(ROTATIONS):
        turned = rows @ turn
        left, values, right = np.linalg.svd(rows.T @ (turned**3 - turned * (turned**2).mean(axis=0)))
        turn = left @ right
        if values.sum() < before * (1 + SETTLED):
            break
        before = float(values.sum())
    loadings = vectors @ turn
    signs = np.sign((loadings**3).sum(axis=0))
    upright: Floats = loadings * np.where(signs == 0, 1, signs)
    return upright


def _apart(values: Floats, least: int, most: int, in_words: int) -> int | None:
    """The number of groups of a corpus that falls into them by itself, without anything between."""
    least = max(least, 2)
    if least <= in_words <= most:
        return in_words
    ratios = values[:-1] / np.maximum(values[1:], NOUGHT)
    numbers = np.arange(1, len(values))
    allowed = (numbers >= least) & (numbers <= most) & (ratios >= APART)
    return int(numbers[allowed][ratios[allowed].argmax()]) if allowed.any() else None
