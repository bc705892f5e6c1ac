"""Parts of what lies in chunks."""

from __future__ import annotations

import itertools

import numpy as np
from scipy.sparse import csr_matrix

from civic.analysis.compute import Local
from civic.analysis.corpus import Placed


def test_some_comments_are_taken_from_wherever_their_chunks_are() -> None:
    lengths = [3, 0, 2, 4]
    bounds = np.cumsum([0, *lengths])
    chunks = [
        (csr_matrix(np.arange(a, b, dtype=float)[:, None]), np.arange(a, b, dtype=np.float32)[:, None])
        for a, b in itertools.pairwise(bounds)
    ]
    counts, places = Placed(Local(), chunks, lengths).take(np.array([0, 2, 3, 8]))
    assert counts.toarray().ravel().tolist() == places.ravel().tolist() == [0, 2, 3, 8]
