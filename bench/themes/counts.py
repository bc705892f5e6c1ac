"""The number of themes that the engine chooses by itself, against the number of labels."""

from __future__ import annotations

from bench.rows import Row
from bench.sections import Section
from bench.themes.corpora import load
from bench.themes.runs import run

FACTOR = 1.5
LABELLED = ("bbc5", "hoasa")


def section() -> Section:
    """BBC (5 labels) and HoASA (9)."""
    return Section([_row(name) for name in LABELLED])


def _row(name: str) -> Row:
    corpus = load(name)
    assert corpus.labels is not None
    labels = len(set(corpus.labels))
    found = run(corpus, "civic", settings={"n_themes": "auto"})
    scores = found.score(corpus)
    themes = len(found.terms)
    return Row(
        f"themes chosen by the data, {corpus.title.split(' at ')[0]}, {labels} labels",
        f"{themes} (NMI {scores.nmi:.3f}, coverage {scores.coverage:.2f})",
        f"{themes / labels:.2f} ×",
        f"{labels / FACTOR:.1f} to {labels * FACTOR:.1f}",
        labels / FACTOR <= themes <= labels * FACTOR,
    )
