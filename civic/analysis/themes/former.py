"""Themes of an earlier reading, carried over to a corpus that has grown.

The mixture starts from where the former themes' comments lie now, so that themes do not drift with what was added. A
subject that came in with the new comments shows in a reading afresh, as a group that mostly new comments make up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from civic.analysis.arrays import NONE, Counts, Labels, Longs, Places, joined
from civic.analysis.corpus import Placed
from civic.analysis.themes.identity import SAME
from civic.analysis.themes.mixture import Mixture, labelled_mixture

LEAST = 8  # comments of a new theme
MANY = 2  # so many times fewer or more themes than a corpus may have, and it is read afresh
MANY_ASKED = 2**0.5  # where coarser or finer was asked for: half or twice as many as usual are another grain


def former_themes(former: Mapping[str, int | None], positions: Mapping[str, int], rows: Longs) -> Labels | None:
    """The former theme of some comments, numbered from 0 on; -1 where one had none, is new, or most of it are gone.

    None where nothing is left of any theme, and where the corpus has not changed: read again it gives the same.

    Args:
        positions: of each id among all comments.
        rows: positions of the comments that are asked for.
    """
    if former.keys() == positions.keys():
        return None
    before = Counter(theme for theme in former.values() if theme is not None)
    everybody = np.full(len(positions), NONE, np.int64)
    for i, theme in former.items():
        if theme is not None and i in positions:
            everybody[positions[i]] = theme
    left = Counter(everybody.tolist())
    themes = np.array(sorted(theme for theme, size in before.items() if left[theme] >= SAME * size), np.int64)
    labels = everybody[rows]
    return np.where(np.isin(labels, themes), np.searchsorted(themes, labels), NONE) if len(themes) else None


def fits(former: Labels, wanted: tuple[int, int], guess: float, grain: float = 1.0) -> bool:
    """Whether as many themes as there were may be kept.

    Args:
        wanted: the fewest and the most themes.
        guess: how many there may be; a number that was asked for counts more.
        grain: times as many as usual that were asked for.
    """
    k = int(former.max(initial=NONE)) + 1
    many = MANY if grain == 1 else MANY_ASKED
    near = wanted[0] == wanted[1] or guess / many <= k <= guess * many
    return k > 0 and wanted[0] <= k <= wanted[1] and near


def carry(placed: Placed, former: Labels) -> Mixture:
    """The former themes as the comments that are still there make them up."""
    return labelled_mixture(placed, former, int(former.max()) + 1)


def newcomers(placed: Placed, centres: Places, islands: Sequence[Longs], former: Labels) -> list[Longs]:
    """Rows of the new comments of each group that mostly new ones make up, the largest group first, none twice.

    Args:
        centres: of groups of a reading afresh.
        islands: rows of small groups within the former themes.
    """
    nearest = joined(placed.map(_nearest, centres))
    new = former == NONE
    mostly = (1 + new.mean()) / 2  # where most comments are new, most of every group are
    found: list[Longs] = []
    free = new.copy()
    for rows in [*(np.flatnonzero(nearest == group) for group in range(len(centres))), *islands]:
        fresh = rows[free[rows]]
        if len(fresh) >= max(LEAST, mostly * len(rows)):
            found.append(fresh)
            free[fresh] = False
    return sorted(found, key=lambda rows: -len(rows))


def _nearest(chunk: tuple[Counts, Places], centres: Places) -> Labels:
    _, places = chunk
    nearest: Labels = np.where(places.any(axis=1), (places @ centres.T).argmax(axis=1), NONE)
    return nearest
