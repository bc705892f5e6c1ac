"""`analyse`: comments in, themes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from threadpoolctl import threadpool_limits

from civic.analysis import metrics
from civic.analysis.duplicates import groups
from civic.analysis.errors import AnalysisError
from civic.analysis.labels import Terms, quotes
from civic.analysis.model import ThemeModel
from civic.analysis.types import Comment, DuplicateGroup, Metrics, Result, Settings, Theme
from civic.analysis.words import Words, read

Progress = Callable[[int, str], None]
DIGITS = 6


def analyse(comments: Iterable[Comment], settings: Settings | None = None, progress: Progress | None = None) -> Result:
    """Read a corpus and find its themes.

    Args:
        comments: any number, streamed; ids must differ.
        progress: told (percent, code); the codes are reading, folding, themes, labels, metrics, done.

    Raises:
        AnalysisError: there is no comment, or an id occurs twice.
    """
    settings = settings or Settings()
    tell = progress or (lambda _percent, _code: None)
    # One thread: sums in another order would end in other bytes.
    with threadpool_limits(limits=1):
        return _analyse(list(comments), settings, tell)


def _analyse(comments: list[Comment], settings: Settings, tell: Progress) -> Result:
    _check(comments)
    tell(5, "reading")
    words = [read(comment.text) for comment in comments]
    tell(30, "folding")
    copies = groups([comment.text for comment in comments], settings.duplicate_similarity)
    stands_for = _representatives(comments, copies)
    unique = [i for i in range(len(comments)) if stands_for[i] == i]
    tell(40, "themes")
    modelled = [words[i] for i in unique]
    model = ThemeModel(settings.n_themes, settings.max_themes, random_state=settings.seed).fit_words(modelled)
    tell(75, "labels")
    position = {comment: place for place, comment in enumerate(unique)}
    labels = np.array([model.labels_[position[stands_for[i]]] for i in range(len(comments))])
    weights = [float(model.weights_[position[stands_for[i]]]) for i in range(len(comments))]
    terms = Terms(modelled, model.labels_, model.n_themes_)
    lengths = np.array([len(comments[i].text) for i in unique])
    themes = tuple(
        Theme(
            id=theme,
            label=terms.label(theme),
            terms=terms.of(theme, settings.terms),
            size=int((labels == theme).sum()),
            quotes=tuple(
                comments[unique[place]].id
                for place in quotes(theme, model.labels_, model.weights_, model.matrix_, lengths, settings.quotes)
            ),
        )
        for theme in range(model.n_themes_)
    )
    tell(85, "metrics")
    result = Result(
        settings=settings,
        themes=themes,
        assignments={c.id: int(t) if t >= 0 else None for c, t in zip(comments, labels, strict=True)},
        duplicates=_duplicate_groups(comments, copies, stands_for),
        metrics=_metrics(modelled, model, themes, labels, settings.seed),
        weights={c.id: round(w, DIGITS) for c, w, t in zip(comments, weights, labels, strict=True) if t >= 0},
    )
    tell(100, "done")
    return result


def _check(comments: list[Comment]) -> None:
    if not comments:
        raise AnalysisError("there are no comments to read")
    seen: set[str] = set()
    for comment in comments:
        if comment.id in seen:
            raise AnalysisError(f"the id {comment.id!r} occurs twice")
        seen.add(comment.id)
    if not any(comment.text.strip() for comment in comments):
        raise AnalysisError("all comments are empty")


def _representatives(comments: list[Comment], copies: list[list[int]]) -> list[int]:
    """For each comment the position of the one that stands for it: the longest of its group, else itself."""
    stands_for = list(range(len(comments)))
    for group in copies:
        chosen = min(group, key=lambda i: (-len(comments[i].text), i))
        for member in group:
            stands_for[member] = chosen
    return stands_for


def _duplicate_groups(
    comments: list[Comment], copies: list[list[int]], stands_for: list[int]
) -> tuple[DuplicateGroup, ...]:
    found = [
        DuplicateGroup(tuple(comments[i].id for i in group), comments[stands_for[group[0]]].id) for group in copies
    ]
    return tuple(sorted(found, key=lambda g: (-len(g.ids), g.representative)))


def _metrics(
    words: list[Words],
    model: ThemeModel,
    themes: tuple[Theme, ...],
    labels: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    seed: int,
) -> Metrics:
    terms = [theme.terms for theme in themes]
    stems = [[s for term in theme for s in read(term).stems if s][:10] for theme in terms]
    figures = (
        metrics.coherence(words, terms, stems),
        metrics.diversity(terms),
        float((labels >= 0).mean()),
        metrics.stability(words, model, seed),
    )
    npmi, diverse, coverage, stable = (None if f is None else round(f, DIGITS) for f in figures)
    return Metrics(npmi, diverse, coverage or 0.0, stable)
