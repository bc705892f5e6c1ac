"""`analyse`: comments in, themes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from civic.analysis.arrays import NONE, Labels, Longs, Places, split
from civic.analysis.assembly import Findings, Known, assemble
from civic.analysis.campaigns import Keys, fold
from civic.analysis.cautions import Caution, CautionCode
from civic.analysis.compute import Executor, executor
from civic.analysis.corpus import CommentStore, Corpus, read_chunk
from civic.analysis.encoders import Encoder, load_encoder, unsuitable
from civic.analysis.errors import AnalysisError
from civic.analysis.learning import Frame
from civic.analysis.naming import Wording, name_themes, read_spelling
from civic.analysis.result import Result
from civic.analysis.themes import (
    Found,
    ThemeModel,
    above_chance,
    divide,
    draw_landscape,
    former_themes,
    measure_stability,
    undivided,
)
from civic.analysis.types import LEARNED, Comment, Resources, Settings

Progress = Callable[[int, str], None]
CHUNK = 5_000
MOST_FRAMED = 100_000


def analyse(
    comments: Iterable[Comment],
    settings: Settings | None = None,
    progress: Progress | None = None,
    *,
    resources: Resources | None = None,
    former: Mapping[str, int | None] | None = None,
    former_labels: Mapping[int, str] | None = None,
    frame: Frame | None = None,
) -> Result:
    """Read a corpus and find its themes.

    Args:
        comments: any number, streamed; ids must differ.
        progress: told (percent, code); the codes are reading, folding, themes, metrics, labels, done. The percents are
            shares of the time, as 20,000 comments take it.
        resources: what may be used; the result does not depend on it.
        former: assignments of an earlier result over a part of these comments; its themes are where these start, where
            they are about as many as are wanted, and those that are the same keep their id.
        former_labels: of its themes; one that is the same keeps its label while that still fits.
        frame: themes that people have thought of, which come before any number of themes: their ids are their places in
            the frame, their labels its names, and what clearly belongs to one stands in it. An earlier result must be
            one of the same frame.

    Raises:
        AnalysisError: there is nothing to read, an id occurs twice, the encoder or the cluster is not there.
    """
    settings, resources = settings or Settings(), resources or Resources()
    tell = progress or (lambda _percent, _code: None)
    encoder = None if settings.encoder == LEARNED else load_encoder(settings.encoder)
    # One thread in the linear algebra: sums in another order would end in other bytes.
    with (
        threadpool_limits(limits=1),
        executor(resources.n_jobs, resources.cluster) as hands,
        CommentStore(resources.memory_mb) as store,
    ):
        corpus, keys = _read(comments, store, hands, tell)
        tell(56, "folding")
        folded = fold(keys, store.comment, settings.duplicate_similarity)
        del keys  # a quarter of a kilobyte for each comment
        tell(58, "themes")
        modelled = corpus.only(folded.read)
        positions = np.flatnonzero(folded.read)
        encoder, cautions = _fitting(encoder, corpus)
        chunks = split(positions, modelled.lengths)
        vectors = None if encoder is None else _encode(encoder, store, chunks, hands)
        known = Known(former or {}, former_labels or {})
        if frame is None:
            start = Start(former_themes(known.assignments, store.positions, positions))
        else:
            known, start = _framed(frame, known, store, positions)
        found = _find(modelled, vectors, start, settings, hands, tell)
        tell(92, "labels")
        spelling = read_spelling(found.themes, lambda row: store.text(int(positions[row])), resources.names)
        features = found.model.features_
        wording = Wording(hands, modelled.chunks, found.placed.counts, features, corpus.surface_words, spelling)
        named = name_themes(found, wording, store.lengths[positions], settings)
        result = assemble(settings, Findings(store, corpus, folded, found, named, cautions), known)
    tell(100, "done")
    return result


def _read(comments: Iterable[Comment], store: CommentStore, hands: Executor, tell: Progress) -> tuple[Corpus, Keys]:
    """Words and languages of every comment, and MinHash keys by which copies are found; the store keeps the texts."""
    tell(2, "reading")
    corpus, keys = Corpus(), []
    for chunk in hands.stream(read_chunk, store.taking(comments, CHUNK)):
        corpus.add(chunk)
        keys.append(chunk.keys)
        tell(2 + min(53, 53 * len(keys) * CHUNK // len(store)), "reading")
    if not keys:
        raise AnalysisError("there are no comments to read")
    if not store.has_text:
        raise AnalysisError("all comments are empty")
    return corpus, np.vstack(keys)


def _fitting(encoder: Encoder | None, corpus: Corpus) -> tuple[Encoder | None, tuple[Caution, ...]]:
    """The encoder, if there is one for these languages; otherwise why not."""
    reason = None if encoder is None else unsuitable(encoder, corpus.by_language)
    return (encoder, ()) if reason is None else (None, (Caution(CautionCode.ENCODER_NOT_USED, detail=reason),))


def _encode(encoder: Encoder, store: CommentStore, chunks: Iterable[Any], hands: Executor) -> list[Places]:
    """The sentence encoder's vectors of some comments.

    Args:
        chunks: positions of each chunk's comments.
    """
    texts = ([store.text(int(position)) for position in chunk] for chunk in chunks)
    return list(hands.stream(_encode_chunk, texts, encoder))


@dataclass(frozen=True)
class Start:
    """What is known of m comments before their themes are found, numbered from 0 on; -1 for nothing.

    Attributes:
        themes: (m,) where the themes start, None for a reading afresh.
        held: (m,) which comments stay in their theme unless a new one takes them in, None for none.
    """

    themes: Labels | None
    held: Labels | None = None


def _framed(frame: Frame, before: Known, store: CommentStore, positions: Longs) -> tuple[Known, Start]:
    """The themes of a frame, the comments that clearly belong to one, and themes beside it that an earlier result has.

    Args:
        positions: of m comments that are no copies; of very many a part is asked, and the others follow.
    """
    asked = np.arange(0, len(positions), 1 + len(positions) // MOST_FRAMED)
    themes, is_like = np.full(len(positions), NONE, np.int64), np.zeros(len(positions), bool)
    themes[asked], is_like[asked] = frame.place([store.text(int(positions[row])) for row in asked])
    beside = _beside(len(frame.themes), before, store, positions)
    start = np.where(is_like & (themes >= 0), themes, beside)
    present = np.unique(start[start >= 0])
    if not len(present):
        return Known(), Start(None)
    is_held = np.isin(themes, present) & (is_like | (beside < 0))
    ids = {store.comment(int(positions[row])).id: int(start[row]) for row in np.flatnonzero(start >= 0)}
    labels = dict(before.labels) | dict(enumerate(theme.name for theme in frame.themes))
    number = np.append(np.full(int(present.max()) + 1, NONE), NONE)
    number[present] = np.arange(len(present))
    return Known(ids, labels, given=True), Start(number[start], np.where(is_held, number[themes], NONE))


def _beside(k: int, before: Known, store: CommentStore, positions: Longs) -> Labels:
    """(m,) the theme of each comment in an earlier result, -1 for those of the frame's k."""
    themes = np.full(len(positions), NONE, np.int64)
    for i, theme in before.assignments.items():
        if theme is not None and theme >= k and i in store.positions:
            row = int(np.searchsorted(positions, store.positions[i]))
            if row < len(positions) and positions[row] == store.positions[i]:
                themes[row] = theme
    return themes


def _find(
    corpus: Corpus,
    vectors: Sequence[Places] | None,
    start: Start,
    settings: Settings,
    hands: Executor,
    tell: Progress,
) -> Found:
    """The themes of comments that are no copies, or none where chance would find such themes as well."""
    encoder = LEARNED if vectors is None else settings.encoder
    model = ThemeModel(settings.n_themes, encoder, min_similarity=settings.min_similarity, random_state=settings.seed)
    placed = model.fit_corpus(corpus, hands, vectors, start.themes, start.held)
    tell(70, "metrics")
    stability = measure_stability(hands, corpus, model, vectors)
    is_found = model.n_themes_ and start.held is None
    if is_found and not (stability.holds and above_chance(placed, settings.seed)):
        model.dissolve()
    is_divided = settings.subthemes and model.n_themes_ > 0
    parts = divide(placed, model.groups_, settings.seed) if is_divided else undivided(model.groups_)
    return Found(model, placed, stability, parts, draw_landscape(placed, model.groups_, model.learned_))


def _encode_chunk(texts: list[str], encoder: Encoder) -> Places:
    return encoder.encode(texts)
