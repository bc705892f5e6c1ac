"""Themes keep their identity when a corpus is read again after new comments have come in."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from civic.analysis.arrays import Bools
from civic.analysis.text.lexicon import lexicon
from civic.analysis.themes.groups import Groups

SAME = 0.25  # Jaccard index of the comments that both readings know
STILL_SAID = 0.5  # share of a label's words that the theme still says with which it still fits


def theme_ids(
    former: Mapping[str, int | None],
    positions: Mapping[str, int],
    themes: Groups,
    different: Bools,
    taken: int = 0,
) -> list[int]:
    """An id for each new theme: a former theme's where most of the comments are the same, else a new one.

    The pairing with the largest overlap in all (Kuhn 1955) is taken, so that no former id is given twice. New ids are
    given by size, the largest first.

    Args:
        former: assignments of the former result.
        positions: row of each comment of the new reading.
        themes: the new theme of each row.
        different: (n,) False for a copy of another comment: a campaign that changes sides takes no theme with it.
        taken: ids below this belong to former themes, also where no comment is in one.
    """
    known = [
        (old, int(themes.labels[positions[i]]))
        for i, old in former.items()
        if old is not None and i in positions and different[positions[i]]
    ]
    old_ids = sorted({old for old, _ in known} | {old for old in former.values() if old is not None})
    row = {old: number for number, old in enumerate(old_ids)}
    both = np.zeros((len(old_ids), themes.k))
    for old, new in known:
        if new >= 0:
            both[row[old], new] += 1
    old_sizes = np.bincount([row[old] for old, _ in known], minlength=len(old_ids))
    new_sizes = both.sum(axis=0)
    jaccard = both / np.maximum(old_sizes[:, None] + new_sizes - both, 1)
    ids: dict[int, int] = {
        int(new): old_ids[old]
        for old, new in zip(*linear_sum_assignment(-jaccard), strict=True)
        if jaccard[old, new] >= SAME
    }
    fresh = itertools.count(max(taken, max(old_ids, default=-1) + 1))
    for new in np.lexsort((np.arange(themes.k), -themes.sizes)).tolist():
        if new not in ids:
            ids[new] = next(fresh)
    return [ids[new] for new in range(themes.k)]


def kept_labels(
    ids: Sequence[int],
    names: Sequence[tuple[str, Sequence[str]]],
    former_labels: Mapping[int, str],
    *,
    given: bool = False,
) -> list[str]:
    """A label for each theme: the former one where the theme is the same and still speaks of that, else its new one.

    Args:
        ids: as `theme_ids` gives them.
        names: new label of each theme, and everything that it says: terms and other labels.
        former_labels: by id.
        given: by people, for themes that they have thought of: they stand whatever the theme speaks of.
    """
    labels = [label for label, _ in names]
    for theme, number in enumerate(ids):
        former = former_labels.get(number)
        others = {label for other, label in enumerate(labels) if other != theme}
        if former is not None and former not in others and (given or _fits(former, names[theme][1])):
            labels[theme] = former
    return labels


def _fits(label: str, terms: Sequence[str]) -> bool:
    said = {word for term in terms for word in term.lower().split()}
    words = [word for word in label.lower().replace(",", " ").split() if word not in lexicon().linking]
    return sum(word in said for word in words) >= STILL_SAID * len(words)
