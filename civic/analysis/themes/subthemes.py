"""The second level: a large theme divided once more, where it falls apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import NONE, Counts, Labels, Longs, Places, joined, unit_rows
from civic.analysis.corpus import Placed
from civic.analysis.themes.clusters import neighbours, tree_centres
from civic.analysis.themes.groups import Groups

LARGE = 120
SAMPLE = 400
RANGE = (2, 6)
APART = 0.25  # modularity from which a theme has parts


@dataclass(frozen=True)
class Parts:
    """Sub-themes of all themes.

    Attributes:
        labels: (n,) sub-theme within its theme of each comment, the largest is 0, -1 for none.
        counts: how many parts each theme has; 0 for an undivided one.
        samples: rows of the comments of each theme that its parts are told by.
    """

    labels: Labels
    counts: list[int]
    samples: list[Longs]


def divide(placed: Placed, themes: Groups, seed: int) -> Parts:
    """Divide the themes of at least `LARGE` comments."""
    samples = [_sampled(themes.members(theme), seed) for theme in range(themes.k)]
    centres = [
        _parts_of(placed.take(sample)[1]) if size >= LARGE else None
        for sample, size in zip(samples, themes.sizes, strict=True)
    ]
    chunks = list(zip(placed.chunks, themes.in_chunks(placed.lengths), strict=True))
    found = joined(placed.executor.map(_nearest_part, chunks, centres))
    counts = []
    for theme in range(themes.k):
        inside = themes.members(theme)
        count = np.bincount(found[inside][found[inside] >= 0])
        order = np.lexsort((np.arange(len(count)), -count))
        found[inside] = np.append(np.argsort(order), NONE)[found[inside]]
        counts.append(len(count))
    return Parts(found, counts, samples)


def undivided(themes: Groups) -> Parts:
    """Themes without parts."""
    return Parts(np.full(len(themes.labels), NONE), [0] * themes.k, [np.zeros(0, np.int64)] * themes.k)


def _sampled(members: Longs, seed: int) -> Longs:
    if len(members) <= SAMPLE:
        return members
    return np.sort(np.random.default_rng(seed).choice(members, SAMPLE, replace=False))


def _parts_of(places: Places) -> Places | None:
    """Directions of a theme's parts and its middle, or None where it is of one piece."""
    # What the whole theme shares says nothing about its parts.
    centred = unit_rows(places - places.mean(axis=0))
    centres = tree_centres(centred, RANGE)
    nearest = (centred @ centres.T).argmax(axis=1)
    if neighbours(centred).modularity(nearest) < APART:
        return None
    return np.vstack([centres, places.mean(axis=0)])


def _nearest_part(item: tuple[tuple[Counts, Places], Labels], centres: Sequence[Places | None]) -> Labels:
    (_, places), labels = item
    found = np.full(len(labels), NONE, np.int64)
    for theme, parts in enumerate(centres):
        inside = labels == theme
        if parts is not None:
            found[inside] = ((places[inside] - parts[-1]) @ parts[:-1].T).argmax(axis=1)
    return found
