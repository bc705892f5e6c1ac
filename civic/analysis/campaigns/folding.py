"""Copies folded: a comment of each campaign stands for all of it.

The model reads more than that one of a large campaign, or a thousand people who sign one sentence would weigh as much
as one who writes it; but not all of it, or the sentence would hide what the others say. Of a small one it reads a few
that are worded differently: beside others about the same they make a voice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import Bools, Longs
from civic.analysis.campaigns.campaign import Campaign, describe
from civic.analysis.campaigns.duplicates import Keys, groups
from civic.analysis.types import Comment

LARGE = 0.02  # share of all comments
WORDINGS = 7  # too few for a theme of their own


@dataclass(frozen=True)
class Folded:
    """n comments, some of them copies of others.

    Attributes:
        campaigns: the largest first.
        stands_for: (n,) position of the comment that stands for each: its campaign's representative, or itself.
        read: (n,) whether the model reads it: whatever stands for itself, of a large campaign of s comments √s, and
            of a small one a few wordings.
    """

    campaigns: tuple[Campaign, ...]
    stands_for: Longs
    read: Bools

    @property
    def different(self) -> Bools:
        """(n,) whether a comment stands for itself."""
        different: Bools = self.stands_for == np.arange(len(self.stands_for))
        return different

    @property
    def rows(self) -> Longs:
        """(n,) the row, among those that are read, of the one that stands for each."""
        rows: Longs = (np.cumsum(self.read) - 1)[self.stands_for]
        return rows


def fold(keys: Keys, comment_of: Callable[[int], Comment], similarity: float) -> Folded:
    """Find the campaigns and say what each is about.

    Args:
        keys: (n, COLUMNS) signatures of all texts.
        comment_of: the comment at a position.
        similarity: as `groups` has it.
    """
    stands_for, read = np.arange(len(keys)), np.ones(len(keys), bool)
    found: list[tuple[int, Campaign]] = []
    for group in groups(keys, lambda position: comment_of(position).text, similarity):
        campaign = describe(group, comment_of)
        representative = group[campaign.ids.index(campaign.representative)]
        found.append((representative, campaign))
        stands_for[group] = representative
        read[group] = False
        read[_telling(group, representative, keys)] = True
    found.sort(key=lambda item: (-item[1].size, item[0]))
    return Folded(tuple(campaign for _, campaign in found), stands_for, read)


def _telling(group: Sequence[int], representative: int, keys: Keys) -> list[int]:
    """The comments of a campaign that the model reads, the representative first."""
    ordered = [representative, *(position for position in group if position != representative)]
    if len(group) >= LARGE * len(keys):
        return ordered[: math.isqrt(len(group))]
    wordings = {keys[position].tobytes(): position for position in reversed(ordered)}
    return list(reversed(wordings.values()))[:WORDINGS]
