"""`analyse`: comments in, themes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from civic.analysis.campaigns import Campaign, describe, groups
from civic.analysis.cautions import LOW_COVERAGE, SMALL_CORPUS, WEAK, Caution, CautionCode
from civic.analysis.compute import Executor, executor
from civic.analysis.corpus import LANGUAGES, CommentStore, Corpus, read_chunk, take_rows
from civic.analysis.encoders import Encoder, load_encoder, unsuitable
from civic.analysis.errors import AnalysisError
from civic.analysis.naming import POOL, REASONS, Name, choose_quotes, matching_words, name_groups, name_parts, pool_of
from civic.analysis.result import Memberships, Metrics, Result, SubTheme, Theme
from civic.analysis.themes import (
    TOO_FEW,
    UNASSIGNED,
    Parts,
    ThemeModel,
    divide,
    measure_stability,
    theme_ids,
    undivided,
)
from civic.analysis.types import LEARNED, Comment, Resources, Settings

Progress = Callable[[int, str], None]
CHUNK = 5_000
DIGITS = 6


def analyse(
    comments: Iterable[Comment],
    settings: Settings | None = None,
    progress: Progress | None = None,
    *,
    resources: Resources | None = None,
    former: Mapping[str, int | None] | None = None,
) -> Result:
    """Read a corpus and find its themes.

    Args:
        comments: any number, streamed; ids must differ.
        progress: told (percent, code); the codes are reading, folding, themes, metrics, labels, done.
        resources: what may be used; the result does not depend on it.
        former: assignments of an earlier result over a part of these comments; themes that are the same keep their id.

    Raises:
        AnalysisError: there is nothing to read, an id occurs twice, the encoder or the cluster is not there.
    """
    settings, resources = settings or Settings(), resources or Resources()
    encoder = None if settings.encoder == LEARNED else load_encoder(settings.encoder)
    # One thread in the linear algebra: sums in another order would end in other bytes.
    with (
        threadpool_limits(limits=1),
        executor(resources.n_jobs, resources.cluster) as hands,
        CommentStore(resources.memory_mb) as store,
    ):
        run = _Run(settings, hands, store, encoder, progress or (lambda _percent, _code: None))
        return run.read(comments).fold().find().result(former or {})


class _Run:
    """One analysis on its way; each step leaves what the next one needs."""

    def __init__(
        self, settings: Settings, hands: Executor, store: CommentStore, encoder: Encoder | None, tell: Progress
    ) -> None:
        self.settings, self.hands, self.store, self.encoder, self.tell = settings, hands, store, encoder, tell
        self.cautions: list[Caution] = []

    def read(self, comments: Iterable[Comment]) -> _Run:
        """Words, languages and MinHash keys of every comment."""
        self.tell(2, "reading")
        self.corpus, keys = Corpus(), []
        for chunk in self.hands.stream(read_chunk, self.store.taking(comments, CHUNK)):
            self.corpus.add(chunk)
            keys.append(chunk.keys)
            self.tell(min(30, 2 + len(keys)), "reading")
        if not keys:
            raise AnalysisError("there are no comments to read")
        if not self.store.has_text:
            raise AnalysisError("all comments are empty")
        self.keys = np.vstack(keys)
        counts = np.bincount(self.corpus.languages, minlength=len(LANGUAGES)).tolist()
        self.languages = dict(zip(LANGUAGES, counts, strict=True))
        return self

    def fold(self) -> _Run:
        """Copies: one of each campaign stands for all."""
        self.tell(32, "folding")
        found = groups(self.keys, self.store.text, self.settings.duplicate_similarity)
        del self.keys
        self.stands_for = np.arange(len(self.store))
        self.campaigns: list[Campaign] = []
        for group in found:
            campaign = describe(group, self.store.comment)
            self.campaigns.append(campaign)
            self.stands_for[group] = self.store.positions[campaign.representative]
        self.campaigns.sort(key=lambda campaign: (-campaign.size, self.store.positions[campaign.representative]))
        self.modelled = self.stands_for == np.arange(len(self.store))
        self.part = self.corpus.only(self.modelled)
        self.lengths = [len(chunk) for chunk in self.part.chunks]
        return self

    def find(self) -> _Run:
        """The themes of what is different."""
        self.tell(40, "themes")
        settings = self.settings
        embedded = self._embedded()
        spec = LEARNED if embedded is None else settings.encoder
        self.model = ThemeModel(
            settings.n_themes, spec, min_similarity=settings.min_similarity, random_state=settings.seed
        )
        self.chunks = self.model.fit_corpus(self.part, self.hands, embedded)
        self.tell(65, "metrics")
        self.stability = measure_stability(self.hands, self.part, self.model, embedded)
        if not self.stability.holds:
            self.chunks = self.model.dissolve()
        self.tell(75, "labels")
        self.names = self._names()
        self.quotes = self._quotes()
        self.divided = self._divided()
        features = self.model.features_
        self.part_names = name_parts(
            self.part.chunks, self.divided, features.columns, len(features.words), self.corpus.surface_words
        )
        return self

    def result(self, former: Mapping[str, int | None]) -> Result:
        """All that was found, for comments and their copies alike."""
        model, k = self.model, self.model.n_themes_
        row = np.cumsum(self.modelled) - 1
        of = row[self.stands_for]  # the modelled comment that tells of each comment
        labels = model.labels_[of]
        ids = np.append(theme_ids(former, self.store.positions, labels, k, self.modelled), UNASSIGNED).astype(np.int64)
        memberships = Memberships(
            ids=self.store.positions,
            themes=ids[np.column_stack([labels, model.second_labels_[of]])],
            weights=np.column_stack([model.weights_[of], model.second_weights_[of]]),
            words=self._reasons()[of],
            subthemes=self.divided.labels[of],
            vocabulary=self.corpus.surface_words,
        )
        themes = self._themes(labels, ids[:-1].tolist(), self.divided.labels[of])
        metrics = self._metrics(themes, labels)
        self._caution(themes, metrics)
        self.tell(100, "done")
        return Result(
            self.settings,
            themes,
            memberships,
            tuple(self.campaigns),
            metrics,
            self.languages,
            tuple(self.cautions),
            model,
        )

    def _embedded(self) -> list[Any] | None:
        """The sentence encoder's vectors of the modelled comments, if there is one for these languages."""
        if self.encoder is None:
            return None
        reason = unsuitable(self.encoder, self.languages)
        if reason is not None:
            self.cautions.append(Caution(CautionCode.ENCODER_NOT_USED, detail=reason))
            return None
        positions = np.split(np.flatnonzero(self.modelled), np.cumsum(self.lengths)[:-1])
        texts = ([self.store.text(int(position)) for position in part] for part in positions)
        return list(self.hands.stream(_encode, texts, self.encoder))

    def _names(self) -> list[Name]:
        if not self.chunks:
            return []
        return name_groups(
            self.hands,
            self.part.chunks,
            [counts for counts, _ in self.chunks],
            self.model.labels_,
            self.model.n_themes_,
            self.model.features_.columns,
            self.corpus.surface_words,
            self.settings.terms,
        )

    def _quotes(self) -> list[list[str]]:
        """Ids of the quotes of each theme."""
        model = self.model
        pool = pool_of(model.labels_, model.weights_, model.n_themes_, 4 * POOL)
        if not len(pool):
            return []
        _, places = take_rows(self.hands, self.chunks, pool, self.lengths)
        positions = np.flatnonzero(self.modelled)[pool]
        chosen = choose_quotes(
            model.labels_[pool],
            model.weights_[pool],
            places,
            self.store.lengths[positions],
            model.n_themes_,
            self.settings.quotes,
        )
        return [[self.store.comment(int(positions[i])).id for i in rows] for rows in chosen]

    def _divided(self) -> Parts:
        model = self.model
        if not self.chunks or not self.settings.subthemes:
            return undivided(len(model.labels_), model.n_themes_)
        return divide(self.hands, self.part.chunks, self.chunks, model.labels_, model.n_themes_, self.settings.seed)

    def _reasons(self) -> NDArray[np.int64]:
        model = self.model
        if model.learned_ is None:
            return np.full((len(model.labels_), REASONS), UNASSIGNED)
        return matching_words(
            self.hands, self.part.chunks, model.labels_, model.learned_.mixture, model.features_.columns
        )

    def _themes(self, labels: NDArray[np.int64], ids: list[int], subthemes: NDArray[np.int64]) -> tuple[Theme, ...]:
        authors = self.store.authors
        themes = []
        for theme, name in enumerate(self.names):
            inside = labels == theme
            sizes = np.bincount(subthemes[inside & (subthemes >= 0)], minlength=len(self.part_names[theme]))
            held = self.stability.themes[theme]
            themes.append(
                Theme(
                    id=ids[theme],
                    label=name.label,
                    terms=name.terms,
                    size=int(inside.sum()),
                    people=len(np.unique(authors[inside])),
                    quotes=tuple(self.quotes[theme]),
                    stability=None if held is None else round(held, DIGITS),
                    subthemes=tuple(
                        SubTheme(number, part.label, part.terms, int(size))
                        for number, (part, size) in enumerate(zip(self.part_names[theme], sizes, strict=True))
                    ),
                )
            )
        return tuple(sorted(themes, key=lambda theme: (-theme.size, theme.id)))

    def _metrics(self, themes: Sequence[Theme], labels: NDArray[np.int64]) -> Metrics:
        coherence = [name.coherence for name in self.names if name.coherence is not None]
        words = [word for theme in themes for term in theme.terms for word in term.split()]
        overall = self.stability.overall
        return Metrics(
            coherence_npmi=round(float(np.mean(coherence)), DIGITS) if coherence else None,
            diversity=round(len(set(words)) / len(words), DIGITS) if words else None,
            coverage=round(float((labels >= 0).mean()), DIGITS),
            stability=None if overall is None else round(overall, DIGITS),
        )

    def _caution(self, themes: Sequence[Theme], metrics: Metrics) -> None:
        different, total = int(self.modelled.sum()), len(self.store)
        if not themes and different >= TOO_FEW:
            self.cautions.append(Caution(CautionCode.NO_THEMES))
        if different < SMALL_CORPUS:
            self.cautions.append(Caution(CautionCode.SMALL_CORPUS, detail=str(different)))
        if themes and metrics.coverage < LOW_COVERAGE:
            self.cautions.append(Caution(CautionCode.LOW_COVERAGE, detail=f"{metrics.coverage:.0%}"[:-1]))
        if total - different > total / 10:
            self.cautions.append(Caution(CautionCode.CAMPAIGNS, detail=f"{1 - different / total:.0%}"[:-1]))
        weak = [theme.id for theme in themes if theme.stability is not None and theme.stability < WEAK]
        self.cautions += [Caution(CautionCode.WEAK_THEME, theme=theme) for theme in weak]


def _encode(texts: list[str], encoder: Encoder) -> NDArray[np.float32]:
    return encoder.encode(texts)
