"""The second level: a large theme divided once more, where it falls apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from civic.analysis.compute import Executor
from civic.analysis.corpus import Counts, Tokens, split, take_rows, unit_rows
from civic.analysis.themes.clusters import Labels, first_centres, neighbours
from civic.analysis.themes.space import Places

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
    samples: list[Labels]


def divide(
    executor: Executor, tokens: Sequence[Tokens], chunks: Sequence[Any], labels: Labels, k: int, seed: int
) -> Parts:
    """Divide the themes of at least `LARGE` comments.

    Args:
        chunks: (counts, places) of each chunk.
        labels: (n,) theme of each comment, -1 for none.
    """
    parts = split(labels, [len(chunk) for chunk in tokens])
    samples = [_sampled(labels, theme, seed) for theme in range(k)]
    centres = [
        _parts_of(executor, chunks, samples[theme], tokens) if size >= LARGE else None
        for theme, size in enumerate(np.bincount(labels[labels >= 0], minlength=k))
    ]
    found = np.concatenate(
        [np.zeros(0, np.int64), *executor.map(_nearest_part, list(zip(chunks, parts, strict=True)), centres)]
    )
    counts = []
    for theme in range(k):
        inside = labels == theme
        count = np.bincount(found[inside & (found >= 0)], minlength=0)
        order = np.lexsort((np.arange(len(count)), -count))
        found[inside] = np.append(np.argsort(order), -1)[found[inside]]
        counts.append(len(count))
    return Parts(found, counts, samples)


def undivided(n: int, k: int) -> Parts:
    """k themes of n comments without parts."""
    return Parts(np.full(n, -1), [0] * k, [np.zeros(0, np.int64)] * k)


def _sampled(labels: Labels, theme: int, seed: int) -> Labels:
    members = np.flatnonzero(labels == theme)
    if len(members) <= SAMPLE:
        return members
    return np.sort(np.random.default_rng(seed).choice(members, SAMPLE, replace=False))


def _parts_of(executor: Executor, chunks: Sequence[Any], rows: Labels, tokens: Sequence[Tokens]) -> Places | None:
    """Directions of a theme's parts, or None where it is of one piece."""
    _, places = take_rows(executor, chunks, rows, [len(chunk) for chunk in tokens])
    # What the whole theme shares says nothing about its parts.
    centred = unit_rows(places - places.mean(axis=0))
    centres = first_centres(centred, RANGE)
    nearest = (centred @ centres.T).argmax(axis=1)
    if neighbours(centred).modularity(nearest) < APART:
        return None
    return np.vstack([centres, places.mean(axis=0)])


def _nearest_part(item: tuple[tuple[Counts, Places], Labels], centres: Sequence[Places | None]) -> Labels:
    (_, places), labels = item
    found = np.full(len(labels), -1, np.int64)
    for theme, parts in enumerate(centres):
        inside = labels == theme
        if parts is not None:
            found[inside] = ((places[inside] - parts[-1]) @ parts[:-1].T).argmax(axis=1)
    return found
