"""`ThemeModel`: an estimator in scikit-learn's manner that finds the themes of texts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from civic.analysis.arrays import NONE, Bools, Counts, Floats, Labels, Longs, Places, joined, split
from civic.analysis.compute import Executor, Local
from civic.analysis.corpus import Corpus, Placed, count_words, read_chunk
from civic.analysis.encoders import Encoder, load_encoder
from civic.analysis.errors import AnalysisError
from civic.analysis.themes.assignment import Assigned, Learned, assign, assign_holding, one_after_another, unassigned
from civic.analysis.themes.clusters import settle
from civic.analysis.themes.former import carry, fits, newcomers
from civic.analysis.themes.groups import Groups
from civic.analysis.themes.islands import LEAST, find_islands
from civic.analysis.themes.mixture import Mixture, learn_mixture, start_mixture
from civic.analysis.themes.space import Features, Space, choose_words, entropy_weights, learn_space, place, weigh
from civic.analysis.themes.start import first_centres, likely_number
from civic.analysis.types import GRAINS, LEARNED, Wanted

AUTO = (2, 60)
TOO_FEW = 8  # fewer comments than this hold no theme that could be told from chance
SMALLEST = 2
FEWEST_FEATURES = 3
FEWEST_SAMPLED = 300
MORE = 2


class ThemeModel(TransformerMixin, ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Finds themes in texts.

    Parameters:
        n_themes: how many; a range (fewest, most); or "auto", "coarser", "finer": the data decide.
        encoder: "learned", or the folder or package of a sentence encoder with its languages ("folder@id,en").
        min_similarity: cosine to its theme below which a comment stays unassigned (label -1).
        dimensions: of the learned space's latent view.
        max_features: words that are counted, the most frequent ones.
        sample_size: comments that the first grouping looks at; memory and time grow with its square.
        chunk_size: comments that are handled at a time.
        n_jobs: threads and processes; the result does not depend on it.
        random_state: seed of the sample.

    Attributes after fit:
        n_themes_: how many themes were found; 0 is the largest.
        n_islands_: how many of them are small groups that were found within larger ones.
        labels_: (n,) theme of each text, -1 for none.
        weights_: (n,) cosine to that theme's direction, 0 for none.
        second_labels_, second_weights_: the same for a second theme that the text touches.
        features_, space_, learned_: what was learned; None where the corpus says too little.
    """

    def __init__(
        self,
        n_themes: Wanted = "auto",
        encoder: str = LEARNED,
        min_similarity: float = 0.15,
        dimensions: int = 100,
        max_features: int = 20_000,
        sample_size: int = 2_500,
        chunk_size: int = 5_000,
        n_jobs: int = 1,
        random_state: int = 0,
    ) -> None:
        self.n_themes = n_themes
        self.encoder = encoder
        self.min_similarity = min_similarity
        self.dimensions = dimensions
        self.max_features = max_features
        self.sample_size = sample_size
        self.chunk_size = chunk_size
        self.n_jobs = n_jobs
        self.random_state = random_state

    def fit(self, X: Iterable[str], y: object = None) -> ThemeModel:  # noqa: N803 - scikit-learn's name
        """Find themes in `X`, n texts."""
        executor = Local(self.n_jobs)
        encoder = self._encoder()
        chunks = list(_chunked(X, self.chunk_size)) if encoder else _chunked(X, self.chunk_size)
        corpus = Corpus(executor.stream(read_chunk, chunks))
        self.fit_corpus(corpus, executor, [encoder.encode(chunk) for chunk in chunks] if encoder else None)
        return self

    def fit_corpus(
        self,
        corpus: Corpus,
        executor: Executor,
        embedded: Sequence[Any] | None = None,
        former: Labels | None = None,
        held: Labels | None = None,
    ) -> Placed:
        """As `fit`, for texts that are read already, on any executor.

        Args:
            embedded: chunks of a sentence encoder's vectors; None to learn a space from the corpus.
            former: (n,) the theme of each text in an earlier reading, -1 for none and for new ones. Themes start from
                there where they are about as many as are wanted.
            held: (n,) as `former`, of the texts that stay in their theme unless a new one takes them in. Then themes
                start from `former` whatever is wanted.

        Returns:
            What the texts say and where they lie; no chunks where the corpus says too little.
        """
        self._range()
        n, chunks = len(corpus), corpus.chunks
        columns, words = choose_words(executor, corpus, self.max_features)
        self._columns = {word: column for column, word in enumerate(words)}
        self.features_ = Features(columns, words, np.ones(len(words)))
        self.space_: Space | None = None
        self.learned_: Learned | None = None
        self.n_islands_ = 0
        if len(words) < FEWEST_FEATURES or n < TOO_FEW:
            self._nothing(n)
            return Placed(executor, (), ())
        counts = executor.keep(count_words, chunks, columns, len(words))
        self.features_ = Features(columns, words, entropy_weights(executor, counts, n))
        if embedded is None:
            matrices = executor.keep(weigh, counts, self.features_.weights)
            self.space_ = learn_space(executor, matrices, len(words), self.dimensions)
            embedded = executor.keep(place, matrices, self.space_)
        placed = Placed(executor, list(zip(counts, embedded, strict=True)), corpus.lengths)
        # Beside themes that are given there may be others: look for more than there are of those.
        centres = self._first_centres(placed, 0 if held is None else int(held.max(initial=NONE)) + 1 + MORE)
        if not len(centres):
            self._nothing(n)
            return placed
        if former is not None and (held is not None or fits(former, self._range(), self._guess, self._grain())):
            mixture = carry(placed, former)
            added = newcomers(placed, centres, self._islands(placed, mixture), former)
            both = self._beside(placed, mixture, added)
            self._keep(placed, both, _without(held, added[: len(both.directions) - len(mixture.directions)]))
            return placed
        mixture = learn_mixture(placed, start_mixture(placed, settle(executor, embedded, centres)))
        islands = self._islands(placed, mixture)
        self.n_islands_ = len(islands)
        self._keep(placed, self._beside(placed, mixture, islands))
        return placed

    def fit_predict(self, X: Iterable[str], y: object = None, **_: Any) -> Labels:  # noqa: N803
        """The theme of each text, -1 for none."""
        labels: Labels = self.fit(X).labels_
        return labels

    def predict(self, X: Iterable[str]) -> Labels:  # noqa: N803
        """The theme of new texts, -1 for none."""
        return self.assign(X).themes[:, 0]

    def transform(self, X: Iterable[str]) -> Places:  # noqa: N803
        """Cosine of each new text to each theme, (m, n_themes_)."""
        check_is_fitted(self, "n_themes_")
        parts = [
            np.maximum(places @ self.learned_.mixture.directions.T, 0)
            if self.learned_
            else np.zeros((len(places), 0), np.float32)
            for _, places in self._place(X)
        ]
        return np.concatenate([np.zeros((0, self.n_themes_), np.float32), *parts])

    def assign(self, X: Iterable[str]) -> Assigned:  # noqa: N803
        """Where new texts belong; what `fit` found for the old ones stays as it is."""
        check_is_fitted(self, "n_themes_")
        parts = [
            self.learned_.assign(counts, places) if self.learned_ else unassigned(len(places))
            for counts, places in self._place(X)
        ]
        return one_after_another(parts)

    def dissolve(self) -> None:
        """Forget the themes, because none of them holds; every text is in none."""
        self._nothing(len(self.labels_))

    @property
    def groups_(self) -> Groups:
        """The theme of each text."""
        return Groups(self.labels_, self.n_themes_)

    def _place(self, texts: Iterable[str]) -> Iterator[tuple[Counts, Places]]:
        encoder = self._encoder()
        for chunk in _chunked(texts, self.chunk_size):
            read = read_chunk(chunk)
            known = [self._columns.get(word, NONE) for word in read.stem_words]
            counts = count_words(read.tokens, np.array([*known, NONE], np.int32), len(self.features_.words))
            if encoder:
                yield counts, encoder.encode(chunk)
            elif self.space_ is None:
                yield counts, np.zeros((len(chunk), 1), np.float32)
            else:
                yield counts, place(weigh(counts, self.features_.weights), self.space_)

    def _encoder(self) -> Encoder | None:
        return None if self.encoder == LEARNED else load_encoder(self.encoder)

    def _first_centres(self, placed: Placed, fewest: int) -> Places:
        """Directions to start from, found in a sample of the comments that say anything.

        Args:
            fewest: so many at least, whatever is wanted.
        """
        told = np.flatnonzero(np.concatenate(placed.map(_told)))
        if len(told) < TOO_FEW:
            return np.zeros((0, 1), np.float32)
        n = len(told)
        if n > self.sample_size:
            told = np.sort(np.random.default_rng(self.random_state).choice(told, self.sample_size, replace=False))
        counts, places = placed.take(told)
        least, most = (max(fewest, number) for number in self._range())
        wanted = (least, min(most, max(least, len(places) // SMALLEST)))
        rows = places if self.space_ is None else weigh(counts, self.features_.weights)
        spectrum = np.linalg.eigvalsh(placed.total(_second_moments))
        self._guess = likely_number(spectrum, n) * self._grain()
        return first_centres(rows, places, wanted, self._guess, as_it_falls=self._grain() == 1)

    def _range(self) -> tuple[int, int]:
        wanted = self.n_themes
        if isinstance(wanted, str):
            wanted = AUTO if wanted in GRAINS else 0
        least, most = wanted if isinstance(wanted, tuple) else (wanted, wanted)
        if not 1 <= least <= most:
            names = ", ".join(map(repr, GRAINS))
            raise AnalysisError(f"n_themes is {self.n_themes!r}; give a number from 1 on, a range, or one of {names}")
        return least, most

    def _grain(self) -> float:
        """Times as many themes as are likely."""
        return GRAINS[self.n_themes] if isinstance(self.n_themes, str) else 1.0

    def _beside(self, placed: Placed, mixture: Mixture, groups: Sequence[Longs]) -> Mixture:
        """More themes, each from the rows of some comments, as far as more are wanted."""
        room = max(0, self._range()[1] - len(mixture.directions))
        added = [placed.take(np.sort(rows)) for rows in groups[:room]]
        if not added:
            return mixture
        return mixture.beside(added, 1 / sum(placed.lengths))  # learning on, they would take in what is merely near

    def _islands(self, placed: Placed, mixture: Mixture) -> list[Longs]:
        """Rows of small groups within the themes, the largest first; none where no more themes are wanted."""
        k = len(mixture.directions)
        if k >= self._range()[1]:
            return []
        labels = np.concatenate(placed.map(_likeliest, mixture))
        frequency = placed.total(_word_frequency)
        random = np.random.default_rng(self.random_state)
        most = max(FEWEST_SAMPLED, self.sample_size // math.isqrt(k))
        found = []
        for theme in range(k):
            members = np.flatnonzero(labels == theme)
            if len(members) <= 2 * LEAST:
                continue  # none, perhaps: more themes may be wanted than there are different things said
            rows = members if len(members) <= most else np.sort(random.choice(members, most, replace=False))
            counts, places = placed.take(rows)
            for island in find_islands(places, counts, frequency * (len(rows) / max(1, len(members)))):
                found.append(rows[island])
        found.sort(key=lambda group: -len(group))
        return found

    def _keep(self, placed: Placed, mixture: Mixture, held: Labels | None = None) -> None:
        """The largest theme first; those that are too small dissolve.

        Args:
            held: (n,) the theme of the texts that stay where they are, -1 for the others.
        """
        while True:
            self.learned_ = Learned(mixture, self.min_similarity)
            assigned = _assigned(placed, self.learned_, held)
            labels = assigned.themes[:, 0]
            sizes = np.bincount(labels[labels >= 0], minlength=len(mixture.log_shares))
            order = [int(i) for i in np.lexsort((np.arange(len(sizes)), -sizes)) if sizes[i] >= SMALLEST]
            if order == list(range(len(sizes))):
                self._set(assigned, len(sizes))
                return
            if not order:
                self._nothing(len(labels))
                return
            mixture = mixture.only(order)
            if held is not None:
                rank = np.full(len(sizes) + 1, NONE)
                rank[order] = np.arange(len(order))
                held = rank[held]

    def _nothing(self, n: int) -> None:
        self.space_ = self.learned_ = None
        self._set(unassigned(n), 0)

    def _set(self, assigned: Assigned, n_themes: int) -> None:
        self.n_themes_ = n_themes
        self.labels_, self.second_labels_ = assigned.themes.T
        self.weights_, self.second_weights_ = assigned.weights.T


def _chunked(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    iterator = iter(texts)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk


def _without(held: Labels | None, groups: Sequence[Longs]) -> Labels | None:
    """The texts that stay, but for some groups."""
    if held is None:
        return None
    held = held.copy()
    held[joined(groups)] = NONE
    return held


def _assigned(placed: Placed, learned: Learned, held: Labels | None) -> Assigned:
    if held is None:
        return one_after_another(placed.map(assign, learned))
    chunks = list(zip(placed.chunks, split(held, placed.lengths), strict=True))
    return one_after_another(placed.executor.map(assign_holding, chunks, learned))


def _second_moments(chunk: tuple[Counts, Places]) -> Floats:
    places = chunk[1].astype(np.float64)
    moments: Floats = places.T @ places
    return moments


def _likeliest(chunk: tuple[Counts, Places], mixture: Mixture) -> Labels:
    counts, places = chunk
    likeliest: Labels = np.where(places.any(axis=1), mixture.log_joint(counts, places).argmax(axis=1), NONE)
    return likeliest


def _word_frequency(chunk: tuple[Counts, Places]) -> Floats:
    counts, _ = chunk
    return np.bincount(counts.indices, minlength=counts.shape[1]).astype(np.float64)


def _told(chunk: tuple[Counts, Places]) -> Bools:
    return np.asarray(chunk[1].any(axis=1))
