"""Comments in groups: themes, or the parts of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import Labels, Longs, split


@dataclass(frozen=True)
class Groups:
    """n comments in k groups.

    Attributes:
        labels: (n,) the group of each comment, 0 … k - 1, -1 for none.
        k: how many groups there are; one may be empty.
    """

    labels: Labels
    k: int

    @property
    def sizes(self) -> Longs:
        """(k,) comments of each group."""
        return np.bincount(self.labels[self.labels >= 0], minlength=self.k)

    def members(self, group: int) -> Longs:
        """Positions of a group's comments, in order."""
        return np.flatnonzero(self.labels == group)

    def in_chunks(self, lengths: Sequence[int]) -> list[Labels]:
        """The labels of each chunk's comments."""
        return split(self.labels, lengths)
