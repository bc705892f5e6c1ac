"""Do comments share words more than chance would have it?"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd

from civic.analysis.arrays import Counts, Ints, Places
from civic.analysis.compute import Local
from civic.analysis.corpus import Placed
from civic.analysis.themes.space import entropy_weights, weigh

FEWEST, MOST = 150, 800  # comments: of fewer nothing can be said, and more need not be looked at
FEWEST_WORDS = 3  # different ones: in shorter comments none hang together
DIMENSIONS = 12
DRAWS = 3
# 150 to 800 comments of random words reach 1.02; so many real ones, the shortest too, 1.03 at 200 and 1.05 at 300.
LEAST = 1.02


def above_chance(placed: Placed, seed: int) -> bool:
    """Whether the comments' words hang together more than the same words dealt out at random.

    Parallel analysis (Horn 1965): the sum of the largest singular values, without the first, which all comments share,
    against its mean in matrices with the same words in all and as many words in each comment.

    Args:
        placed: the comments; True where too few of them have several words, by which alone it can be told.
    """
    telling = np.flatnonzero(np.concatenate(placed.map(_words)) >= FEWEST_WORDS)
    if len(telling) < FEWEST:
        return True
    random = np.random.default_rng(seed)
    rows = telling if len(telling) <= MOST else np.sort(random.choice(telling, MOST, replace=False))
    counts, _ = placed.take(rows)
    dealt = [_spread(_dealt(counts, random)) for _ in range(DRAWS)]
    return bool(_spread(counts) > LEAST * np.mean(dealt))


def _words(chunk: tuple[Counts, Places]) -> Ints:
    counts, _ = chunk
    different: Ints = np.diff(counts.indptr)
    return different


def _dealt(counts: Counts, random: np.random.Generator) -> Counts:
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    order = random.permutation(counts.nnz)
    return csr_matrix((counts.data[order], (rows, counts.indices[order])), shape=counts.shape)


def _spread(counts: Counts) -> float:
    matrix = weigh(counts, entropy_weights(Local(), [counts], counts.shape[0]))
    values = randomized_svd(matrix, min(DIMENSIONS, *matrix.shape), n_iter=4, random_state=0)[1]
    return float(values[1:].sum())
