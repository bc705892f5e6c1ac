"""The other ways of finding themes, set up as a fair user would: stop words, frequency cuts, more than one start.

Each peer is a function (texts, language, themes, seed) -> Found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, LatentDirichletAllocation, TruncatedSVD
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import normalize

from bench.themes import vectors
from bench.themes.corpora import ROOT
from bench.themes.scores import NONE
from bench.themes.vectors import Vectors

TERMS = 10
MIN_TEXTS = 2
MAX_SHARE = 0.5
LSA_DIMENSIONS = 100
STARTS = 10
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """What a peer found.

    Attributes:
        groups: the theme of each text, -1 for none.
        terms: ten terms of each theme, best first.
        vectors: the sentence vectors it used; their price, when an earlier run made them, comes on top.
    """

    groups: list[int]
    terms: list[list[str]]
    vectors: Vectors | None = None


Peer = Callable[[Sequence[str], str, int, int], Found]


def nmf(texts: Sequence[str], language: str, themes: int, seed: int) -> Found:
    """TF-IDF and NMF; a text belongs to its heaviest component, to none where all are zero."""
    vectorizer, matrix = _tfidf(texts, language)
    model = NMF(themes, random_state=seed, max_iter=400)
    weights = model.fit_transform(matrix)
    groups = np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), NONE)
    return Found(groups.tolist(), _best(model.components_, vectorizer.get_feature_names_out()))


def lsa(texts: Sequence[str], language: str, themes: int, seed: int) -> Found:
    """TF-IDF, 100 latent dimensions of unit length, k-means; terms by class-based TF-IDF."""
    _, matrix = _tfidf(texts, language)
    svd = TruncatedSVD(min(LSA_DIMENSIONS, min(matrix.shape) - 1), random_state=seed)
    points = normalize(svd.fit_transform(matrix))
    groups = KMeans(themes, n_init=STARTS, random_state=seed).fit_predict(points)
    return Found(groups.tolist(), _class_terms(texts, language, groups, themes))


def lda(texts: Sequence[str], language: str, themes: int, seed: int) -> Found:
    """Counts and latent Dirichlet allocation (variational, in batches, ten rounds)."""
    vectorizer = CountVectorizer(stop_words=stop_words(language), min_df=MIN_TEXTS, max_df=MAX_SHARE)
    counts = vectorizer.fit_transform(texts)
    model = LatentDirichletAllocation(themes, random_state=seed)
    weights = model.fit_transform(counts)
    return Found(weights.argmax(axis=1).tolist(), _best(model.components_, vectorizer.get_feature_names_out()))


def minilm(texts: Sequence[str], language: str, themes: int, seed: int) -> Found:
    """MiniLM vectors (torch) and k-means; terms by class-based TF-IDF."""
    return _on_vectors(vectors.sentence_transformer(texts), texts, language, themes, seed)


def minilm_int8(texts: Sequence[str], language: str, themes: int, seed: int) -> Found:
    """The same with the int8 model through onnxruntime."""
    return _on_vectors(vectors.int8(texts), texts, language, themes, seed)


def bertopic(texts: Sequence[str], language: str, themes: int, seed: int) -> Found:
    """BERTopic with MiniLM, its own defaults, stop words out of its terms, reduced to the number asked.

    `nr_topics` counts the group of outliers as a topic, so one more is asked; where HDBSCAN finds fewer than asked,
    fewer stay. Raises MissingPackage.
    """
    try:
        from bertopic import BERTopic
        from umap import UMAP
    except ImportError:
        raise vectors.MissingPackage(vectors.advice("bertopic")) from None
    made = vectors.sentence_transformer(texts)
    model = BERTopic(
        embedding_model=None,
        umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed),
        vectorizer_model=CountVectorizer(stop_words=stop_words(language)),
        min_topic_size=min(10, max(3, len(texts) // 50)),
        nr_topics=themes + 1,
    )
    groups, _ = model.fit_transform(list(texts), embeddings=made.values)
    numbers = sorted({int(group) for group in groups} - {NONE})
    terms = [[word for word, _weight in model.get_topic(number) if word][:TERMS] for number in numbers]
    place = {number: i for i, number in enumerate(numbers)}
    return Found([place.get(int(group), NONE) for group in groups], terms, made)


PEERS: dict[str, Peer] = {
    "nmf": nmf,
    "lsa": lsa,
    "lda": lda,
    "bertopic": bertopic,
    "minilm": minilm,
    "minilm-int8": minilm_int8,
}
TITLES = {
    "civic": "civic",
    "civic-encoder": "civic with the encoder",
    "nmf": "TF-IDF + NMF",
    "lsa": "TF-IDF + LSA + k-means",
    "lda": "LDA",
    "bertopic": "BERTopic, MiniLM",
    "minilm": "MiniLM + k-means",
    "minilm-int8": "MiniLM int8 + k-means",
}


def stop_words(language: str) -> list[str]:
    """The stop words that every peer is given. "en": scikit-learn's; "id": stopwords-iso; "mixed": both."""
    found: set[str] = set()
    if language in ("en", "mixed"):
        found |= ENGLISH_STOP_WORDS
    if language in ("id", "mixed"):
        listed = (ROOT / "civic" / "analysis" / "text" / "data" / "stopwords_id.txt").read_text(encoding="utf-8")
        # The vectorizer cuts "seakan-akan" in two, so the list has to be cut as well.
        found |= set(re.findall(r"\w\w+", listed))
    return sorted(found)


def _tfidf(texts: Sequence[str], language: str) -> tuple[TfidfVectorizer, Any]:
    words = stop_words(language)
    # A word's tenth mention in a text says less than its first: better for these peers on every corpus.
    vectorizer = TfidfVectorizer(stop_words=words, min_df=MIN_TEXTS, max_df=MAX_SHARE, sublinear_tf=True)
    return vectorizer, vectorizer.fit_transform(texts)


def _on_vectors(made: Vectors, texts: Sequence[str], language: str, themes: int, seed: int) -> Found:
    groups = KMeans(themes, n_init=STARTS, random_state=seed).fit_predict(made.values)
    return Found(groups.tolist(), _class_terms(texts, language, groups, themes), made)


def _class_terms(texts: Sequence[str], language: str, groups: NDArray[np.int32], themes: int) -> list[list[str]]:
    """Class-based TF-IDF as in BERTopic (Grootendorst 2022): the texts of a group are one document."""
    vectorizer = CountVectorizer(stop_words=stop_words(language), min_df=MIN_TEXTS, max_df=MAX_SHARE)
    counts = vectorizer.fit_transform(texts)
    own = np.vstack([np.asarray(counts[groups == theme].sum(axis=0)) for theme in range(themes)]).astype(float)
    average = own.sum() / themes
    weights = own / np.maximum(own.sum(axis=1, keepdims=True), 1) * np.log1p(average / np.maximum(own.sum(axis=0), 1))
    return _best(weights, vectorizer.get_feature_names_out())


def _best(weights: Matrix, vocabulary: NDArray[np.object_]) -> list[list[str]]:
    return [[str(vocabulary[i]) for i in np.argsort(-row, kind="stable")[:TERMS] if row[i] > 0] for row in weights]
