"""Themes of a corpus: TF-IDF, latent semantic space, spherical k-means, with an honest remainder.

An estimator in scikit-learn's manner. The space comes from a truncated SVD of sublinear TF-IDF
(Deerwester et al. 1990); each theme is a direction in it (Dhillon and Modha 2001). A comment belongs to
the nearest direction if it is near enough, and clearly nearer than to the others.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from civic.analysis.words import Words, read

UNASSIGNED = -1
SAMPLE = 2_000


def features(words: Words) -> list[str]:
    """What is counted of a comment: stems, and pairs of neighbouring stems."""
    stems = words.stems
    pairs = [f"{a}+{b}" for a, b in itertools.pairwise(stems) if a and b]
    return [stem for stem in stems if stem] + pairs


def _same(value: list[str]) -> list[str]:
    return value


class ThemeModel(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Finds themes in texts.

    Parameters:
        n_themes: how many, or "auto": chosen by silhouette in the latent space.
        max_themes: the most that "auto" may choose.
        min_similarity: cosine to its theme below which a comment stays unassigned (label -1).
        n_components: dimensions of the latent space.
        random_state: seed.

    Attributes after fit:
        labels_: (n,) theme of each text, -1 for none.
        weights_: (n,) cosine to that theme, 0 for none.
        n_themes_: how many themes were found.
        centers_: (n_themes_, dimensions) unit directions.
        matrix_: (n, vocabulary) sparse TF-IDF of the texts.
    """

    def __init__(
        self,
        n_themes: int | Literal["auto"] = "auto",
        max_themes: int = 24,
        min_similarity: float = 0.2,
        n_components: int = 60,
        random_state: int = 0,
    ) -> None:
        self.n_themes = n_themes
        self.max_themes = max_themes
        self.min_similarity = min_similarity
        self.n_components = n_components
        self.random_state = random_state

    def fit(self, X: Sequence[str], y: object = None) -> ThemeModel:  # noqa: N803 - scikit-learn's name
        """Find themes in `X`, n texts."""
        return self.fit_words([read(text) for text in X])

    def fit_words(self, words: Sequence[Words]) -> ThemeModel:
        """As `fit`, for texts that are read already."""
        n = len(words)
        self.vectorizer_ = TfidfVectorizer(
            analyzer=_same, min_df=min(max(2, n // 2000), max(1, n // 2)), max_df=0.4, sublinear_tf=True
        )
        documents = [features(item) for item in words]
        try:
            self.matrix_: csr_matrix = self.vectorizer_.fit_transform(documents)
        except ValueError:  # no word occurs often enough to say anything
            return self._nothing(n)
        dimensions = min(self.n_components, min(self.matrix_.shape) - 1)
        if dimensions < 2:
            return self._nothing(n)
        self.svd_ = TruncatedSVD(dimensions, random_state=self.random_state)
        space = normalize(self.svd_.fit_transform(self.matrix_))
        told = np.flatnonzero(np.abs(space).sum(axis=1) > 0)
        count = self._count(space[told])
        if count < 1:
            return self._nothing(n)
        self.centers_ = self._cluster(space[told], count)
        labels, weights = self._assign(space)
        self._keep(labels, weights)
        return self

    def fit_predict(self, X: Sequence[str], y: object = None, **_: Any) -> NDArray[np.int64]:  # noqa: N803
        """The theme of each text, -1 for none."""
        labels: NDArray[np.int64] = self.fit(X).labels_
        return labels

    def predict(self, X: Sequence[str]) -> NDArray[np.int64]:  # noqa: N803
        """The theme of new texts, -1 for none."""
        return self._assign(self._space(X))[0]

    def transform(self, X: Sequence[str]) -> NDArray[np.float64]:  # noqa: N803
        """Cosine of each text to each theme, shape (n, n_themes_)."""
        similarity: NDArray[np.float64] = self._space(X) @ self.centers_.T
        return similarity

    def _space(self, texts: Sequence[str]) -> NDArray[np.float64]:
        check_is_fitted(self, "centers_")
        if not len(self.centers_):
            return np.zeros((len(texts), self.centers_.shape[1]))
        matrix = self.vectorizer_.transform([features(read(text)) for text in texts])
        space: NDArray[np.float64] = normalize(self.svd_.transform(matrix))
        return space

    def _count(self, space: NDArray[np.float64]) -> int:
        """How many themes: as asked, or where the silhouette is best among a few candidates."""
        n = len(space)
        if self.n_themes != "auto":
            return min(int(self.n_themes), n)
        if n < 12:
            return 1 if n >= 4 else 0
        most = min(self.max_themes, n // 5)
        candidates = sorted({round(2 * (most / 2) ** (step / 9)) for step in range(10)} - {0, 1}) if most > 2 else [2]
        scores = {}
        for count in candidates:
            found = self._kmeans(space, count, runs=2)
            if len(set(found.labels_)) < 2:
                continue
            score = silhouette_score(
                space,
                found.labels_,
                metric="cosine",
                sample_size=min(n, SAMPLE),
                random_state=self.random_state,
            )
            # The silhouette in a sparse corpus grows without end: each further theme must earn its place.
            scores[count] = float(score) - 0.02 * math.log(count)
        return max(scores, key=lambda count: (scores[count], -count)) if scores else 1

    def _kmeans(self, space: NDArray[np.float64], count: int, runs: int) -> KMeans:
        return KMeans(count, n_init=runs, random_state=self.random_state).fit(space)

    def _cluster(self, space: NDArray[np.float64], count: int) -> NDArray[np.float64]:
        centers: NDArray[np.float64] = normalize(self._kmeans(space, count, runs=10).cluster_centers_)
        return centers

    def _assign(self, space: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        if not len(self.centers_):
            return np.full(len(space), UNASSIGNED), np.zeros(len(space))
        similarity = space @ self.centers_.T
        labels = similarity.argmax(axis=1)
        weights = similarity[np.arange(len(space)), labels]
        labels = np.where(weights >= self.min_similarity, labels, UNASSIGNED)
        return labels, np.where(labels == UNASSIGNED, 0.0, weights)

    def _keep(self, labels: NDArray[np.int64], weights: NDArray[np.float64]) -> None:
        """Number the themes by size, the largest first; drop those that hold fewer than two texts."""
        sizes = np.bincount(labels[labels >= 0], minlength=len(self.centers_))
        order = [int(i) for i in np.lexsort((np.arange(len(sizes)), -sizes)) if sizes[i] >= 2]
        renumber = np.full(len(sizes) + 1, UNASSIGNED)
        renumber[order] = np.arange(len(order))
        self.labels_ = renumber[labels]
        self.weights_ = np.where(self.labels_ == UNASSIGNED, 0.0, weights)
        self.centers_ = self.centers_[order]
        self.n_themes_ = len(order)

    def _nothing(self, n: int) -> ThemeModel:
        self.labels_, self.weights_ = np.full(n, UNASSIGNED), np.zeros(n)
        self.centers_, self.n_themes_ = np.zeros((0, 1)), 0
        return self
