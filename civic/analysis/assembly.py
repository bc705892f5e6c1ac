"""From what the steps found, about comments without their copies, to a result that tells of all comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from civic.analysis.arrays import NONE, Labels
from civic.analysis.campaigns import Folded
from civic.analysis.cautions import LOW_COVERAGE, SMALL_CORPUS, WEAK, Caution, CautionCode
from civic.analysis.corpus import CommentStore, Corpus
from civic.analysis.naming import LABELS, Named
from civic.analysis.result import Memberships, Metrics, Result, SubTheme, Theme
from civic.analysis.themes import TOO_FEW, Found, Groups, Landscape, kept_labels, theme_ids
from civic.analysis.themes.landscape import COLUMNS, ROWS
from civic.analysis.types import Settings

DIGITS = 6


@dataclass(frozen=True)
class Findings:
    """What each step found.

    Attributes:
        store, corpus: all n comments.
        folded: which of them are copies.
        found, named: the themes of the m different ones.
        cautions: what came up on the way.
    """

    store: CommentStore
    corpus: Corpus
    folded: Folded
    found: Found
    named: Named
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True)
class Known:
    """Themes that were there before: those that are the same keep their id.

    Attributes:
        assignments: the theme of each comment, by id.
        labels: of the themes.
        given: whether people have thought of the themes; otherwise an earlier result has found them.
    """

    assignments: Mapping[str, int | None] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    given: bool = False


def assemble(settings: Settings, findings: Findings, known: Known) -> Result:
    """All that was found, for comments and their copies alike."""
    store, corpus, folded = findings.store, findings.corpus, findings.folded
    model, rows = findings.found.model, folded.rows
    everybody = Groups(model.labels_[rows], model.n_themes_)
    parts = findings.found.parts.labels[rows]
    taken = max(known.labels, default=-1) + 1 if known.given else 0
    ids = theme_ids(known.assignments, store.positions, everybody, folded.different, taken)
    names = [(name.label, (*name.terms, *name.labels)) for name in findings.named.names]
    labels = kept_labels(ids, names, known.labels, given=known.given)
    themes = _themes(findings, everybody, parts, ids, labels)
    metrics = _metrics(findings, everybody, themes)
    numbers = np.append(ids, NONE).astype(np.int64)
    return Result(
        settings=settings,
        themes=themes,
        memberships=Memberships(
            ids=store.positions,
            themes=numbers[np.column_stack([everybody.labels, model.second_labels_[rows]])],
            weights=np.column_stack([model.weights_[rows], model.second_weights_[rows]]),
            words=findings.named.reasons[rows],
            subthemes=parts,
            vocabulary=corpus.surface_words,
        ),
        campaigns=folded.campaigns,
        metrics=metrics,
        languages=corpus.by_language,
        cautions=(*findings.cautions, *_cautions(folded, themes, metrics)),
        map=_map(findings.found.landscape, ids),
        model=model,
    )


def _map(landscape: Landscape, ids: Sequence[int]) -> dict[str, Any]:
    circles = np.column_stack([landscape.centres, landscape.radii]).tolist()
    return {
        "columns": COLUMNS,
        "rows": ROWS,
        "themes": {str(number): circle for number, circle in zip(ids, circles, strict=True)},
        "cells": [list(cell) for cell in landscape.cells],
    }


def _themes(
    findings: Findings, everybody: Groups, parts: Labels, ids: Sequence[int], labels: Sequence[str]
) -> tuple[Theme, ...]:
    """The largest first."""
    store, named, held = findings.store, findings.named, findings.found.stability.themes
    authors, positions = store.authors, np.flatnonzero(findings.folded.read)
    themes = []
    for theme, name in enumerate(named.names):
        members = everybody.members(theme)
        stability = held[theme]
        sizes = Groups(parts[members], len(named.parts[theme])).sizes.tolist()
        themes.append(
            Theme(
                id=ids[theme],
                label=labels[theme],
                terms=name.terms,
                size=len(members),
                people=len(np.unique(authors[members])),
                quotes=tuple(store.comment(int(positions[row])).id for row in named.quotes[theme]),
                stability=None if stability is None else round(stability, DIGITS),
                subthemes=tuple(
                    SubTheme(number, part.label, part.terms, size, part.labels)
                    for number, (part, size) in enumerate(zip(named.parts[theme], sizes, strict=True))
                ),
                labels=tuple(dict.fromkeys((labels[theme], *name.labels)))[:LABELS],
            )
        )
    return tuple(sorted(themes, key=lambda theme: (-theme.size, theme.id)))


def _metrics(findings: Findings, everybody: Groups, themes: Sequence[Theme]) -> Metrics:
    coherence = [name.coherence for name in findings.named.names if name.coherence is not None]
    words = [word for theme in themes for term in theme.terms for word in term.split()]
    overall = findings.found.stability.overall
    return Metrics(
        coherence_npmi=round(float(np.mean(coherence)), DIGITS) if coherence else None,
        diversity=round(len(set(words)) / len(words), DIGITS) if words else None,
        coverage=round(float((everybody.labels >= 0).mean()), DIGITS),
        stability=None if overall is None else round(overall, DIGITS),
    )


def _cautions(folded: Folded, themes: Sequence[Theme], metrics: Metrics) -> list[Caution]:
    different, total = int(folded.different.sum()), len(folded.stands_for)
    cautions = []
    if not themes and different >= TOO_FEW:
        cautions.append(Caution(CautionCode.NO_THEMES))
    if different < SMALL_CORPUS:
        cautions.append(Caution(CautionCode.SMALL_CORPUS, detail=str(different)))
    if themes and metrics.coverage < LOW_COVERAGE:
        cautions.append(Caution(CautionCode.LOW_COVERAGE, detail=f"{metrics.coverage:.0%}"[:-1]))
    if total - different > total / 10:
        cautions.append(Caution(CautionCode.CAMPAIGNS, detail=f"{1 - different / total:.0%}"[:-1]))
    weak = [theme.id for theme in themes if theme.stability is not None and theme.stability < WEAK]
    return cautions + [Caution(CautionCode.WEAK_THEME, theme=theme) for theme in weak]
