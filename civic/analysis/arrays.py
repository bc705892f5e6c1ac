"""What the arrays of the engine are called, and what is done with them everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Labels = NDArray[np.int64]  # (n,) the group of each comment
Places = NDArray[np.float32]  # (n, dimensions) where each comment lies, unit rows
Counts: TypeAlias = csr_matrix  # (n, features) how often each comment says each feature

NONE = -1  # no word, no feature, no group


def split(values: NDArray[Any], lengths: Sequence[int]) -> list[NDArray[Any]]:
    """Cut values (n, …) into the chunks' parts.

    Args:
        lengths: comments of each chunk.
    """
    return np.split(values, np.cumsum(lengths)[:-1]) if len(lengths) else []


def joined(parts: Sequence[Longs]) -> Longs:
    """Numbers one after another; none of no parts."""
    return np.concatenate([np.zeros(0, np.int64), *parts])


def unit_rows(rows: NDArray[Any]) -> NDArray[Any]:
    """Rows of length one; a row of zeros stays. Unlike scikit-learn's `normalize`, for no rows as well."""
    unit: NDArray[Any] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(rows.dtype).tiny)
    return unit
