"""Groups of near comments.

Directions are moved to where their comments are (spherical k-means, Dhillon and Modha 2001). The parts of one theme
come from Ward's tree (Ward 1963) over a sample, cut into the fewest parts whose modularity on the graph of nearest
neighbours (Newman and Girvan 2004) is as good as any.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix

from civic.analysis.arrays import Labels, Places, unit_rows
from civic.analysis.compute import Executor

NEIGHBOURS = 15
AS_GOOD = 0.01  # modularity within this of the best is as good
ROUNDS = 2  # the start is near; the more rounds, the more one comment more or less can move
FEW_ROUNDS = 5
SETTLED = 1e-4


@dataclass(frozen=True)
class Neighbours:
    """The graph of nearest neighbours: `nearest` (m, k), the k nearest of each of m comments, nearest first."""

    nearest: Labels

    def modularity(self, labels: Labels) -> float:
        """How much more often neighbours share a group than chance would have it (Newman and Girvan 2004)."""
        m, k = self.nearest.shape
        a, b = np.repeat(labels, k), labels[self.nearest.ravel()]
        degrees = np.bincount(a, minlength=labels.max() + 1) + np.bincount(b, minlength=labels.max() + 1)
        return float((a == b).mean() - ((degrees / (2 * m * k)) ** 2).sum())

    def insiders(self, group: Labels) -> float:
        """Share of a group's own members among as many nearest neighbours as it could fill."""
        inside = np.zeros(len(self.nearest), bool)
        inside[group] = True
        return float(inside[self.nearest[group, : min(NEIGHBOURS, len(group) - 1)]].mean())


def neighbours(places: Places) -> Neighbours:
    """As many neighbours as the square root of m says, by cosine; quadratic in m, so for samples."""
    m = len(places)
    k = min(max(NEIGHBOURS, math.isqrt(m)), m - 1)
    similarity = places @ places.T
    np.fill_diagonal(similarity, -np.inf)
    nearest = np.argpartition(-similarity, k - 1, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(similarity, nearest, axis=1), axis=1, kind="stable")
    return Neighbours(np.take_along_axis(nearest, order, axis=1))


def tree_centres(places: Places, wanted: tuple[int, int]) -> Places:
    """Directions of the groups that a tree is cut into, (k, dimensions).

    Args:
        places: (m, dimensions) unit rows of a sample.
        wanted: the fewest and the most; equal when the number is fixed.
    """
    least, most = (max(1, min(number, len(places))) for number in wanted)
    if len(places) == 1:
        return places
    tree = ward_tree(places)
    if least == most:
        return centres_of(places, _cut(tree, most))
    return centres_of(places, _fewest_good(places, tree, neighbours(places), least, most))


def ward_tree(places: Places) -> NDArray[np.float64]:
    """The merges of m unit rows, (m - 1, 4), as scipy's `linkage` describes them (Ward 1963)."""
    # Between unit rows the distance follows from the cosine, and one matrix product gives all cosines.
    cosines = (places @ places.T)[np.triu_indices(len(places), 1)].astype(np.float64)
    tree: NDArray[np.float64] = linkage(np.sqrt(np.maximum(2 - 2 * cosines, 0)), "ward")
    return tree


def centres_of(places: Places, labels: Labels, k: int | None = None) -> Places:
    """Unit mean directions of groups 0 … k-1, (k, dimensions); zero for an empty one."""
    k = int(labels.max(initial=-1)) + 1 if k is None else k
    member = csr_matrix((np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))), shape=(k, len(labels)))
    centres: Places = unit_rows(member @ places)
    return centres


def settle(executor: Executor, placed: Sequence[Any], centres: Places) -> Places:
    """Move directions to the mean of their comments until they stay (spherical k-means)."""
    for _ in range(ROUNDS):
        moved = unit_rows(executor.total(sums_by_centre, placed, centres))
        empty = ~moved.any(axis=1)
        moved[empty] = centres[empty]
        distance = 1 - (moved * centres).sum(axis=1).min()
        centres = moved
        if distance < SETTLED:
            break
    return centres


def sums_by_centre(places: Places, centres: Places) -> NDArray[np.float64]:
    """Sum of the comments nearest to each direction, (k, dimensions)."""
    labels = (places @ centres.T).argmax(axis=1)
    member = csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))), shape=(len(centres), len(labels)))
    result: NDArray[np.float64] = member @ places.astype(np.float64)
    return result


def _cut(tree: NDArray[np.float64], k: int) -> Labels:
    labels: Labels = fcluster(tree, k, "maxclust").astype(np.int64) - 1
    return labels


def _fewest_good(places: Places, tree: NDArray[np.float64], graph: Neighbours, least: int, most: int) -> Labels:
    found = {}
    for k in _candidates(least, most):
        centres = centres_of(places, _cut(tree, k))
        for _ in range(FEW_ROUNDS):
            centres = centres_of(places, (places @ centres.T).argmax(axis=1))
        labels = (places @ centres.T).argmax(axis=1)
        found[k] = (graph.modularity(labels), labels)
    best = max(quality for quality, _ in found.values())
    chosen: Labels = found[min(k for k, (quality, _) in found.items() if quality >= best - AS_GOOD)][1]
    return chosen


def _candidates(least: int, most: int) -> list[int]:
    """All small numbers, then every eighth part more: 12 or 13 themes make no difference that counts."""
    numbers, k = [], least
    while k <= most:
        numbers.append(k)
        k += max(1, k // 8)
    return numbers
