"""The number of themes that the engine chooses by itself, against the number of labels."""

from __future__ import annotations

import random
from dataclasses import replace

from bench.rows import Row
from bench.sections import Section
from bench.themes.corpora import Corpus, load
from bench.themes.runs import run

FACTOR = 1.5
LABELLED = ("bbc5", "short", "hoasa", "patients")
PART = 400


def section() -> Section:
    """Each labelled corpus as a whole, and a part of it drawn by chance."""
    corpora = [corpus for name in LABELLED for corpus in (load(name), _part(load(name)))]
    text = (
        "The rule knows all of these corpora; docs/analysis.md says what it does where it was kept from half of them."
    )
    return Section([_row(corpus) for corpus in corpora], text)


def _part(corpus: Corpus) -> Corpus:
    assert corpus.labels is not None
    own = sorted(random.Random(0).sample(range(len(corpus.texts)), PART))
    texts, labels = (tuple(values[i] for i in own) for values in (corpus.texts, corpus.labels))
    return replace(corpus, name=f"{corpus.name}-of-{PART}", texts=texts, labels=labels)


def _row(corpus: Corpus) -> Row:
    assert corpus.labels is not None
    labels = len(set(corpus.labels))
    found = run(corpus, "civic", settings={"n_themes": "auto"})
    scores = found.score(corpus)
    themes = len(found.terms)
    title = corpus.title.split(" at ")[0].rstrip(",")
    return Row(
        f"themes chosen by the data, {title}, {len(corpus.texts):,} texts, {labels} labels",
        f"{themes} (NMI {scores.nmi:.3f}, coverage {scores.coverage:.2f})",
        f"{themes / labels:.2f} ×",
        f"{labels / FACTOR:.1f} to {labels * FACTOR:.1f}",
        labels / FACTOR <= themes <= labels * FACTOR,
    )
