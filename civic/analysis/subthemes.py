"""The second level: a large theme divided once more, where it falls apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from civic.analysis.chunks import split, take_rows, unit_rows
from civic.analysis.clusters import Labels, first_centres, neighbours
from civic.analysis.compute import Executor, Local
from civic.analysis.corpus import Counts, Ints, Tokens, count_words, select
from civic.analysis.naming import Name, name_groups
from civic.analysis.space import Places

LARGE = 120
SAMPLE = 400
RANGE = (2, 6)
APART = 0.25  # modularity from which a theme has parts
TERMS = 5


@dataclass(frozen=True)
class Divided:
    """Sub-themes of all themes.

    Attributes:
        labels: (n,) sub-theme within its theme of each comment, -1 for none.
        names: for each theme its sub-themes' names, the largest first; none for an undivided one.
    """

    labels: Labels
    names: list[list[Name]]


def divide(
    executor: Executor,
    tokens: Sequence[Tokens],
    chunks: Sequence[Any],
    labels: Labels,
    k: int,
    columns: Ints,
    n_features: int,
    shown: Sequence[str],
    seed: int,
) -> Divided:
    """Divide the themes of at least `LARGE` comments.

    Args:
        chunks: (counts, places) of each chunk.
        labels: (n,) theme of each comment, -1 for none.
    """
    parts = split(labels, [len(chunk) for chunk in tokens])
    centres = [
        _parts_of(executor, chunks, _sampled(labels, theme, seed), tokens) if size >= LARGE else None
        for theme, size in enumerate(np.bincount(labels[labels >= 0], minlength=k))
    ]
    found = np.concatenate(
        [np.zeros(0, np.int64), *executor.map(_nearest_part, list(zip(chunks, parts, strict=True)), centres)]
    )
    names: list[list[Name]] = []
    for theme in range(k):
        inside = labels == theme
        count = np.bincount(found[inside & (found >= 0)], minlength=0)
        order = np.lexsort((np.arange(len(count)), -count))
        found[inside] = np.append(np.argsort(order), -1)[found[inside]]
        names.append(_names(tokens, found, _sampled(labels, theme, seed), len(count), columns, n_features, shown))
    return Divided(found, names)


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


def _names(
    tokens: Sequence[Tokens], found: Labels, rows: Labels, k: int, columns: Ints, n_features: int, shown: Sequence[str]
) -> list[Name]:
    """Named from a sample, by what sets each part apart from its siblings."""
    if not k:
        return []
    kept = np.zeros(len(found), bool)
    kept[rows] = True
    here = [
        select(chunk, mask) for chunk, mask in zip(tokens, split(kept, [len(chunk) for chunk in tokens]), strict=True)
    ]
    counts = [count_words(chunk, columns, n_features) for chunk in here]
    return name_groups(Local(), here, counts, found[kept], k, columns, shown, TERMS)
