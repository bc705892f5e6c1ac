"""Parts of what lies in chunks, wherever the executor keeps them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack

from civic.analysis.compute import Executor
from civic.analysis.corpus.corpus import Counts, Longs

Places = NDArray[np.float32]


def split(values: NDArray[Any], lengths: Sequence[int]) -> list[NDArray[Any]]:
    """Cut values (n, …) into the chunks' parts.

    Args:
        lengths: comments of each chunk.
    """
    return np.split(values, np.cumsum(lengths)[:-1]) if len(lengths) else []


def unit_rows(rows: NDArray[Any]) -> NDArray[Any]:
    """Rows of length one; a row of zeros stays. Unlike scikit-learn's `normalize`, for no rows as well."""
    unit: NDArray[Any] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(rows.dtype).tiny)
    return unit


def take_rows(executor: Executor, chunks: Sequence[Any], rows: Longs, lengths: Sequence[int]) -> tuple[Counts, Places]:
    """Counts and places of some comments, brought here.

    Args:
        chunks: (counts, places) of each chunk.
        rows: sorted positions over all chunks.
        lengths: comments of each chunk.
    """
    bounds = np.cumsum([0, *lengths])
    local = [rows[(rows >= a) & (rows < b)] - a for a, b in itertools.pairwise(bounds)]
    parts = executor.map(_take, [(chunk, some) for chunk, some in zip(chunks, local, strict=True) if len(some)])
    return vstack([part[0] for part in parts]).tocsr(), np.concatenate([part[1] for part in parts])


def _take(item: tuple[tuple[Counts, Places], Longs]) -> tuple[Counts, Places]:
    (counts, places), rows = item
    return counts[rows], places[rows]
