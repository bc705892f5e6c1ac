"""Where comments lie: a space learned from the corpus itself, in which comments about one thing are near.

Two views side by side. Long comments speak for themselves: log-entropy weighted words (Dumais 1991) in latent
semantic dimensions (Deerwester et al. 1990). Short ones share few words even when they mean the same, so the
associations between words of the whole corpus fill in: word vectors from positive pointwise mutual information
(Levy, Goldberg and Dagan 2015), averaged over the comment. The shorter the comments, the more the second view counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, issparse
from scipy.sparse.linalg import svds
from sklearn.preprocessing import normalize

from civic.analysis.arrays import NONE, Counts, Floats, Ints, Longs, Places, unit_rows
from civic.analysis.compute import Executor
from civic.analysis.corpus import Corpus, Tokens, document_frequency

POWER_ITERATIONS = 4
MORE_ITERATIONS, FEW_COMMENTS = 12, 5_000  # few comments more or less must not turn the space
WHOLE = 300  # a matrix so small is decomposed as a whole
OVERSAMPLES = 10
ASSOCIATED = 8_000  # the most frequent features; rarer ones co-occur too seldom to be associated with anything
CONTEXT_POWER = 0.75  # flattens frequent contexts (Levy, Goldberg and Dagan 2015)
SELF_SPEAKING = 60  # so many different words, and a comment needs no help from the corpus
LEAST_OWN = 0.2
MAX_SHARE = 0.4  # a word that more of the comments say tells next to nothing,
SILENT = 0.02  # unless it is all that so many of them say
LEAST_WEIGHT = 0.01  # of a word that all comments share, which tells them apart by little but may be all they say
SEED = 20_180_213  # of the subspace iteration's start; any start ends in the same space


@dataclass(frozen=True)
class Features:
    """Which words are counted, and how much each says.

    Attributes:
        columns: (stems + 1,) the feature of each stem of the corpus, -1 for none; the last entry is -1.
        words: the features, in alphabetical order.
        weights: (features,) next to 0 for a word that all comments share evenly, 1 for one that a single comment holds.
    """

    columns: Ints
    words: list[str]
    weights: Floats


@dataclass(frozen=True)
class Space:
    """A learned space of latent dimensions, and half as many of word associations.

    Attributes:
        own: (features, d) latent directions.
        associated: (features, d / 2) unit word vectors, or None where the comments are long enough.
        centre: (d / 2,) the mean comment by associations, taken off so that what all share counts for nothing.
        share: of the first view in similarity, 0.2 to 1.
    """

    own: Floats
    associated: Floats | None
    centre: Floats
    share: float


def choose_words(executor: Executor, corpus: Corpus, most: int) -> tuple[Ints, list[str]]:
    """The stems that are counted: those that nearly everybody says as well where many say nothing else.

    Args:
        most: how many at most.

    Returns:
        columns (stems + 1,), as `Features` has them, and the features' words.
    """
    n, stems = len(corpus), corpus.stem_words
    frequency = executor.total(document_frequency, corpus.chunks, len(stems))
    telling, every = (choose_features(frequency, stems, n, share, most) for share in (MAX_SHARE, 1.0))
    if len(every[1]) == len(telling[1]):
        return telling
    silenced = executor.total(_silenced, corpus.chunks, telling[0], every[0])
    return every if silenced > SILENT * n else telling


def _silenced(tokens: Tokens, telling: Ints, every: Ints) -> int:
    """How many comments say a word, but no telling one."""
    said, told = (
        np.bincount(tokens.rows[some[tokens.stems] != NONE], minlength=len(tokens)) for some in (every, telling)
    )
    return int(((said > 0) & (told == 0)).sum())


def choose_features(
    frequency: Longs, words: Sequence[str], n: int, max_share: float, most: int
) -> tuple[Ints, list[str]]:
    """The stems that are counted: said by more than one comment, but not by nearly all.

    Args:
        frequency: (stems,) how many comments say each stem.
        n: how many comments there are.

    Returns:
        columns (stems + 1,) and the features' words.
    """
    least = 2 if n < 20_000 else max(3, n // 50_000)
    good = np.flatnonzero((frequency >= least) & (frequency <= max(max_share * n, least))).tolist()
    if len(good) > most:
        good = sorted(good, key=lambda i: (-frequency[i], words[i]))[:most]
    chosen = sorted(good, key=words.__getitem__)
    columns = np.full(len(words) + 1, NONE, np.int32)
    columns[chosen] = np.arange(len(chosen), dtype=np.int32)
    return columns, [words[i] for i in chosen]


def entropy_weights(executor: Executor, counts: Sequence[Any], n: int) -> Floats:
    """(features,) one minus the normalised entropy of each feature over the comments (Dumais 1991)."""
    total, spread = executor.total(_frequency_sums, counts)
    total = np.maximum(total, 1.0)
    entropy = (spread / total - np.log(total)) / np.log(max(n, 2))
    weights: Floats = np.clip(1 + entropy, LEAST_WEIGHT, 1.0)
    return weights


def _frequency_sums(counts: Counts) -> tuple[Floats, Floats]:
    log_counts = counts.copy()
    log_counts.data = counts.data * np.log(counts.data)
    return np.asarray(counts.sum(axis=0)).ravel(), np.asarray(log_counts.sum(axis=0)).ravel()


def weigh(counts: Counts, weights: Floats) -> Counts:
    """Unit rows of log-entropy weighted words, (m, features)."""
    matrix = counts.copy()
    matrix.data = np.log1p(matrix.data)
    weighed = csr_matrix(matrix @ diags(weights))
    return normalize(weighed, copy=False) if weighed.shape[0] else weighed


def learn_space(executor: Executor, matrices: Sequence[Any], n_features: int, dimensions: int) -> Space:
    """The space of a corpus.

    Args:
        matrices: chunks of weighed words.
        dimensions: of the first view; fewer where there are few features. The second has half as many.
    """
    lengths = np.concatenate(executor.map(_lengths, matrices))
    iterations = MORE_ITERATIONS if len(lengths) <= FEW_COMMENTS else POWER_ITERATIONS
    own = _latent_directions(executor, matrices, n_features, min(dimensions, n_features), iterations)
    dimensions = max(1, min(dimensions // 2, n_features - 1))
    typical = float(np.median(lengths[lengths > 0])) if (lengths > 0).any() else 0.0
    share = min(1.0, max(LEAST_OWN, typical / SELF_SPEAKING))
    if share == 1.0:
        return Space(own, None, np.zeros(dimensions), share)
    associated = _associations(executor, matrices, n_features, dimensions)
    placed, told = executor.total(_association_sum, matrices, associated)
    centre = placed / max(1, told)
    return Space(own, associated, centre, share)


def place(matrix: Counts, space: Space) -> Places:
    """Unit rows of the space, (m, dimensions); zero rows for comments without any feature."""
    own = unit_rows(matrix @ space.own)
    if space.associated is None:
        return own.astype(np.float32)
    told = np.diff(matrix.indptr) > 0
    associated = unit_rows(unit_rows(matrix @ space.associated) - space.centre) * told[:, None]
    both = np.hstack([np.sqrt(space.share) * own, np.sqrt(1 - space.share) * associated])
    return unit_rows(both).astype(np.float32)


def leading(matrix: Any, k: int) -> tuple[Floats, Floats]:
    """Left singular vectors (m, k) and values (k,) of a matrix, sparse or dense, the k largest first.

    Fewer where the matrix is smaller.
    """
    if min(matrix.shape) <= max(WHOLE, k):
        vectors, values, _ = np.linalg.svd(matrix.toarray() if issparse(matrix) else matrix, full_matrices=False)
        return vectors[:, :k].astype(np.float64), values[:k].astype(np.float64)
    start = np.random.default_rng(SEED).standard_normal(min(matrix.shape))
    vectors, values, _ = svds(matrix.astype(np.float64), k, v0=start)
    order = np.argsort(-values)
    return vectors[:, order], values[order]


def _lengths(matrix: Counts) -> NDArray[np.int32]:
    lengths: NDArray[np.int32] = np.diff(matrix.indptr)
    return lengths


def _latent_directions(
    executor: Executor, matrices: Sequence[Any], n_features: int, dimensions: int, iterations: int
) -> Floats:
    """Right singular vectors by subspace iteration (Halko, Martinsson and Tropp 2011), chunk by chunk."""
    width = min(dimensions + OVERSAMPLES, n_features)
    basis = np.linalg.qr(np.random.default_rng(SEED).standard_normal((n_features, width)))[0]
    for _ in range(iterations):
        basis = np.linalg.qr(executor.total(_there_and_back, matrices, basis))[0]
    values, vectors = np.linalg.eigh(executor.total(_gram, matrices, basis))
    order = np.argsort(-values)[:dimensions]
    directions: Floats = basis @ vectors[:, order]
    # A direction and its opposite mean the same; the larger entries point up.
    signs = np.sign(directions[np.abs(directions).argmax(axis=0), np.arange(dimensions)])
    oriented: Floats = directions * signs
    return oriented


def _there_and_back(matrix: Counts, basis: Floats) -> Floats:
    result: Floats = matrix.T @ (matrix @ basis)
    return result


def _gram(matrix: Counts, basis: Floats) -> Floats:
    projected = matrix @ basis
    result: Floats = projected.T @ projected
    return result


def _associations(executor: Executor, matrices: Sequence[Any], n_features: int, dimensions: int) -> Floats:
    """(features, dimensions) unit vectors: near for words that comments say together more than chance would."""
    frequency = executor.total(_document_frequency, matrices)
    kept = np.sort(np.lexsort((np.arange(n_features), -frequency))[:ASSOCIATED])
    together = executor.total(_co_occurrences, matrices, kept).tocoo()
    row_sums = np.asarray(together.sum(axis=1)).ravel()
    context = np.asarray(together.sum(axis=0)).ravel() ** CONTEXT_POWER
    context = context / max(context.sum(), 1.0)
    information = np.log(together.data / (row_sums[together.row] * context[together.col]))
    positive = information > 0
    matrix = csr_matrix((information[positive], (together.row[positive], together.col[positive])), shape=together.shape)
    vectors = np.zeros((n_features, dimensions))
    if matrix.nnz:
        left, values = leading(matrix, min(dimensions, len(kept) - 1))
        vectors[kept, : left.shape[1]] = unit_rows(left * np.sqrt(values))
    return vectors


def _document_frequency(matrix: Counts) -> NDArray[np.int64]:
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def _co_occurrences(matrix: Counts, kept: NDArray[np.int64]) -> csr_matrix:
    said = matrix[:, kept]
    said.data = np.ones_like(said.data)
    together = (said.T @ said).tocsr()
    together.setdiag(0)
    together.eliminate_zeros()
    return together


def _association_sum(matrix: Counts, associated: Floats) -> tuple[Floats, int]:
    placed = unit_rows(matrix @ associated)
    return placed.sum(axis=0), int((np.diff(matrix.indptr) > 0).sum())
