"""What comments say and where they lie, in chunks, wherever the executor keeps them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import vstack

from civic.analysis.arrays import Counts, Longs, Places
from civic.analysis.compute import Executor


@dataclass(frozen=True)
class Placed:
    """Counts and places of n comments.

    Attributes:
        executor: where the chunks are; only its functions may look into them.
        chunks: (counts, places) of each chunk.
        lengths: comments of each chunk.
    """

    executor: Executor
    chunks: Sequence[Any]
    lengths: Sequence[int]

    @property
    def counts(self) -> list[Any]:
        """The counts of each chunk."""
        return [counts for counts, _ in self.chunks]

    def map(self, function: Callable[..., Any], *shared: Any) -> list[Any]:
        """Results of a function of each chunk, brought here."""
        return self.executor.map(function, self.chunks, *shared)

    def total(self, function: Callable[..., Any], *shared: Any) -> Any:
        """The sum of a function's results over all chunks."""
        return self.executor.total(function, self.chunks, *shared)

    def take(self, rows: Longs) -> tuple[Counts, Places]:
        """Counts and places of some comments, brought here.

        Args:
            rows: sorted positions over all chunks.
        """
        bounds = np.cumsum([0, *self.lengths])
        local = [rows[(rows >= a) & (rows < b)] - a for a, b in itertools.pairwise(bounds)]
        wanted = [(chunk, some) for chunk, some in zip(self.chunks, local, strict=True) if len(some)]
        parts = self.executor.map(_take, wanted)
        return vstack([part[0] for part in parts]).tocsr(), np.concatenate([part[1] for part in parts])


def _take(item: tuple[tuple[Counts, Places], Longs]) -> tuple[Counts, Places]:
    (counts, places), rows = item
    return counts[rows], places[rows]
