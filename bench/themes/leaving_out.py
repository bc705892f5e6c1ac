"""How much the themes change when a tenth of the comments is left out.

Stability between seeds says nothing of an engine that hardly uses its seed; this asks the same of every engine.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from statistics import fmean

from sklearn.metrics import adjusted_rand_score

from bench.rows import Row
from bench.sections import Section
from bench.themes.corpora import COMPARED, Corpus, load
from bench.themes.peers import TITLES
from bench.themes.runs import run

ENGINES = ("civic", "nmf", "lsa", "lda")
ROUNDS = 3
KEPT = 0.9


def section() -> Section:
    """Every corpus, every engine that needs no minutes for it."""
    rows = [
        Row(f"{TITLES[engine]}, {load(name).title}", f"ARI {_steadiness(load(name), engine):.3f}")
        for name in COMPARED
        for engine in ENGINES
    ]
    text = (
        f"{ROUNDS} times a tenth of the texts is left out by chance; mean adjusted Rand index between the themes of "
        "the texts that two rounds share. No limit is set; it stands beside the stability between seeds, which is 1 "
        "for an engine that does not use its seed on so few texts."
    )
    return Section(rows, text)


def agreement(places: Sequence[Sequence[int]], groups: Sequence[Sequence[int]]) -> float:
    """Mean adjusted Rand index over the pairs of rounds, on the texts that both hold.

    Args:
        places: for each round the positions of its texts in the corpus.
        groups: for each round the theme of each of its texts.
    """
    rounds = [dict(zip(own, found, strict=True)) for own, found in zip(places, groups, strict=True)]
    pairs = []
    for one, two in combinations(rounds, 2):
        shared = sorted(one.keys() & two.keys())
        pairs.append(float(adjusted_rand_score([one[i] for i in shared], [two[i] for i in shared])))
    return fmean(pairs)


def _steadiness(corpus: Corpus, engine: str) -> float:
    places, groups = [], []
    for number in range(ROUNDS):
        count = round(KEPT * len(corpus.texts))
        own = sorted(random.Random(number).sample(range(len(corpus.texts)), count))
        part = replace(
            corpus, name=f"{corpus.name}-part{number}", texts=tuple(corpus.texts[i] for i in own), labels=None
        )
        places.append(own)
        groups.append(run(part, engine, number).groups)
    return agreement(places, groups)
