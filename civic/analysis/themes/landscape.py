"""Themes in two dimensions: where they lie to one another, and how many comments lie where.

Classical scaling (Torgerson 1952) of the distances between the themes' directions, after which circles that overlap are
pushed apart. Two of many dimensions show a part of the truth: near on the map is often near in words, far need not be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import NONE, Bools, Counts, Floats, Labels, Longs, Places, split
from civic.analysis.corpus import Placed
from civic.analysis.themes.assignment import Learned
from civic.analysis.themes.groups import Groups

COLUMNS, ROWS = 60, 40  # of the density's grid, and the proportion of the map
COVERED = 0.2  # share of the map that the circles cover
PUSHES = 400
SHARP = 4  # how much a comment lies with what it is the likest to
NOUGHT = 1e-9


@dataclass(frozen=True)
class Landscape:
    """A map of k themes, COLUMNS wide and ROWS high.

    Attributes:
        centres: (k, 2) of the themes' circles.
        radii: (k,) an area in proportion to the theme's comments, copies left out.
        cells: (column, row, comments) of the grid's squares in which any comment lies, by row and column.
    """

    centres: Floats
    radii: Floats
    cells: tuple[tuple[int, int, int], ...]


def draw_landscape(placed: Placed, themes: Groups, learned: Learned | None) -> Landscape:
    """The map of the themes that were found, if there are any; comments in no theme are not on it."""
    if learned is None or not themes.k:
        return Landscape(np.zeros((0, 2)), np.zeros(0), ())
    directions = learned.mixture.directions
    room = np.array([COLUMNS, ROWS], float)
    radii = np.sqrt(COVERED * room.prod() / np.pi * themes.sizes / max(1, themes.sizes.sum()))
    centres = _apart(_scaled(directions.astype(float)) * room, radii)
    low, high = (centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)
    grown = float((room / np.maximum(high - low, NOUGHT)).min())
    centres, radii = (centres - (low + high) / 2) * grown + room / 2, radii * grown
    chunks = list(zip(placed.chunks, split(themes.labels, placed.lengths), strict=True))
    parts = placed.executor.map(_density, chunks, directions, centres)
    density = np.sum(parts, axis=0)
    rows, columns = np.nonzero(density)
    cells = tuple((int(c), int(r), int(density[r, c])) for r, c in zip(rows, columns, strict=True))
    return Landscape(np.round(centres, 3), np.round(radii, 3), cells)


def _scaled(directions: Floats) -> Floats:
    """(k, 2) positions within -0.5 … 0.5; of mirrored ones that whose farthest theme lies right and low."""
    squares = np.maximum(2 - 2 * directions @ directions.T, 0)
    middle = np.eye(len(squares)) - 1 / len(squares)
    values, vectors = np.linalg.eigh(-middle @ squares @ middle / 2)
    order = np.argsort(-values, kind="stable")[:2]
    found = vectors[:, order] * np.sqrt(np.maximum(values[order], 0))
    found = np.pad(found, ((0, 0), (0, 2 - found.shape[1])))
    farthest = found[np.abs(found).argmax(axis=0), [0, 1]]
    found = np.round(found * np.where(farthest < 0, -1, 1), 6)
    spread = found.max(axis=0) - found.min(axis=0)
    return np.asarray((found - found.min(axis=0)) / np.maximum(spread, NOUGHT) - 0.5 * (spread > NOUGHT))


def _apart(centres: Floats, radii: Floats) -> Floats:
    """Circles that overlap pushed apart, each pair by half of what is missing."""
    k = len(centres)
    # Two that lie at one point go each its own way.
    turn = 2 * np.pi * np.arange(k) / max(1, k)
    centres = centres + NOUGHT * np.column_stack([np.cos(turn), np.sin(turn)])
    least = radii[:, None] + radii[None, :] + 0.5
    for _ in range(PUSHES):
        between = centres[:, None] - centres[None, :]
        distance = np.linalg.norm(between, axis=2) + np.eye(k) * least.max()
        missing = np.maximum(least - distance, 0)
        if not missing.any():
            break
        centres = centres + (between / distance[..., None] * missing[..., None] / 2).sum(axis=1) / 2
    return centres


def _density(item: tuple[tuple[Counts, Places], Labels], directions: Places, centres: Floats) -> Longs:
    """(ROWS, COLUMNS) comments of a chunk in each square: each lies between the themes, nearest to the likest."""
    (_, places), labels = item
    is_in: Bools = labels != NONE
    likeness = np.maximum(places[is_in] @ directions.T, 0).astype(float) ** SHARP
    total = likeness.sum(axis=1, keepdims=True)
    at = np.where(total > NOUGHT, likeness @ centres / np.maximum(total, NOUGHT), centres[labels[is_in]])
    columns = np.clip(at[:, 0].astype(int), 0, COLUMNS - 1)
    rows = np.clip(at[:, 1].astype(int), 0, ROWS - 1)
    return np.bincount(rows * COLUMNS + columns, minlength=ROWS * COLUMNS).reshape(ROWS, COLUMNS)
