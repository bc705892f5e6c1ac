"""How many comments say the terms of themes, and how near one another they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from statistics import fmean, median

import numpy as np

from bench.rows import Row
from bench.themes.corpora import Corpus
from bench.themes.peers import PEERS
from bench.themes.scores import Presence, words

WINDOW = 10  # words
FIRST = 10
Term = tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """The theme of each text, -1 for none, and the terms of each theme."""

    groups: list[int]
    terms: list[list[str]]


def beside_nmf(corpus: Corpus, own: Terms) -> list[Row]:
    """How many say our terms and how near they stand, beside NMF's at as many themes."""
    peer = PEERS["nmf"](list(corpus.texts), corpus.language, len(own.terms), 0)
    theirs = Terms(list(peer.groups), [list(terms) for terms in peer.terms])
    (ours, share), (others, other_share) = (support(corpus.texts, some) for some in (own, theirs))
    npmi, other_npmi = (window_npmi(corpus.texts, some.terms) for some in (own, theirs))
    is_indonesian = corpus.language == "id"
    return [
        Row(
            f"comments that say a term, {corpus.title}",
            f"{ours:.0f} ({share:.0%}); NMF {others:.0f} ({other_share:.0%})",
            f"{ours / max(others, 1):.2f} ×",
        ),
        Row(
            f"window NPMI, {corpus.title}",
            f"{npmi:.3f}; NMF {other_npmi:.3f}",
            f"{npmi - other_npmi:+.3f}",
            "≥ NMF" if is_indonesian else "",
            npmi >= other_npmi if is_indonesian else None,
        ),
    ]


def support(texts: Sequence[str], found: Terms) -> tuple[float, float]:
    """Medians over all terms: how many texts say it, and which share of its theme's."""
    presence, groups = Presence(texts), np.asarray(found.groups)
    numbers, shares = [], []
    for theme, terms in enumerate(found.terms):
        inside = groups == theme
        for term in terms[:FIRST]:
            said = presence.of(term)
            numbers.append(int(said.sum()))
            shares.append(float(said[inside].mean()) if inside.any() else 0.0)
    return median(numbers), median(shares)


def window_npmi(texts: Sequence[str], terms: Sequence[Sequence[str]]) -> float:
    """NPMI of the terms over windows of ten words, mean over the themes of the mean over pairs (Röder et al. 2015)."""
    own = [[tuple(words(term)) for term in some[:FIRST]] for some in terms]
    wanted = {pair for some in own for pair in map(frozenset, combinations(some, 2))}
    single, pairs, windows = Counter[Term](), Counter[frozenset[Term]](), 0
    for seen in _windows(texts, {term for some in own for term in some}):
        windows += 1
        single.update(seen)
        pairs.update(pair for pair in map(frozenset, combinations(sorted(seen), 2)) if pair in wanted)

    def pair_npmi(first: Term, second: Term) -> float:
        share = pairs[frozenset((first, second))] / windows
        if not share:
            return -1.0
        return log(share / (single[first] / windows * single[second] / windows)) / -log(share)

    return fmean([fmean([pair_npmi(a, b) for a, b in combinations(some, 2)]) for some in own if len(some) > 1])


def _windows(texts: Sequence[str], terms: set[Term]) -> Iterator[set[Term]]:
    """The terms that stand in each window."""
    beginning: dict[str, list[Term]] = {}
    for term in sorted(terms):
        beginning.setdefault(term[0] if term else "", []).append(term)
    for text in texts:
        said = words(text)
        hits = [
            (start, start + len(term), term)
            for start, word in enumerate(said)
            for term in beginning.get(word, ())
            if tuple(said[start : start + len(term)]) == term
        ]
        for start in range(max(1, len(said) - WINDOW + 1)):
            yield {term for first, last, term in hits if first >= start and last <= start + WINDOW}
