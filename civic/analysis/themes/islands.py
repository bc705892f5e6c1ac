"""Small voices: groups too small to be seen among the large ones, but with words that nobody else uses.

Modularity overlooks groups far smaller than the rest (Fortunato and Barthélemy 2007), and so puts them into a theme
where they do not belong. They are looked for within each theme.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from civic.analysis.arrays import Counts, Floats, Labels, Places
from civic.analysis.themes.clusters import neighbours, ward_tree

LEAST = 8
LEAST_SHARE = 0.02
INSIDE = 0.75  # share of members among the nearest neighbours of members
OWN_WORDS = 0.5  # share of what members say that hardly anybody else says


def find_islands(places: Places, counts: Counts, frequency: Floats) -> list[Labels]:
    """Rows of each small group that stands apart, the most apart first.

    Args:
        places: (m, dimensions) unit rows of a theme's comments, or of a sample of them.
        counts: (m, features) their words.
        frequency: (features,) how many comments of the whole corpus say each word, scaled to the sample.
    """
    m = len(places)
    if m <= 2 * LEAST:
        return []
    said = (counts > 0).astype(np.float64)
    graph = neighbours(places)
    found = []
    for branch in _branches(ward_tree(places), max(LEAST, round(LEAST_SHARE * m)), m // 3):
        if graph.insiders(branch) >= INSIDE:
            own = _own_words(np.asarray(said[branch].sum(axis=0)).ravel(), frequency)
            if own >= OWN_WORDS:
                found.append((own, branch))
    found.sort(key=lambda item: (-item[0], item[1][0]))
    taken = np.zeros(m, bool)
    chosen = []
    for _, branch in found:
        if not taken[branch].any():
            taken[branch] = True
            chosen.append(branch)
    return chosen


def _own_words(here: Floats, frequency: Floats) -> float:
    """How much of what a group says is its own; rarer words weigh more."""
    everywhere = np.maximum(frequency, here)
    weight = here * np.log(everywhere.sum() / np.maximum(everywhere, 1))
    weight[everywhere <= 2] = 0  # a word said twice is nobody's habit
    return float((weight * here / np.maximum(everywhere, 1)).sum() / max(weight.sum(), 1e-9))


def _branches(tree: NDArray[np.float64], smallest: int, largest: int) -> list[Labels]:
    """Members of every branch of the tree within these sizes."""
    m = len(tree) + 1
    members: dict[int, list[int]] = {leaf: [leaf] for leaf in range(m)}
    found = []
    for step, (left, right, _, size) in enumerate(tree):
        joined = members.pop(int(left), []) + members.pop(int(right), [])
        if size > largest:
            continue  # larger branches need no member lists
        members[m + step] = joined
        if size >= smallest:
            found.append(np.sort(np.array(joined)))
    return found
