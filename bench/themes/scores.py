"""Scores of themes, the same for every engine and independent of the engine's own metrics.

Words are the lower-cased runs of letters and digits of the raw text; no engine's reading of the text is used, so an
engine that stems or corrects spelling gains nothing by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

_WORD = re.compile(r"\w+")
NONE = -1


@dataclass(frozen=True)
class Score:
    """How good one run is.

    Attributes:
        themes: how many themes have at least one text.
        npmi: NPMI@10 over the texts (Bouma 2009), mean over the themes, -1 to 1.
        npmi_words: the same with terms of several words cut into their words, so that a phrase and its own words
            (which of course stand together) do not raise it.
        diversity: share of different words among the words of all themes' first ten terms (Dieng et al. 2020).
        coverage: share of texts that are in a theme.
        nmi, ari, purity: against the labels, unassigned texts counting as a group of their own; None without labels.
    """

    themes: int
    npmi: float
    npmi_words: float
    diversity: float
    coverage: float
    nmi: float | None = None
    ari: float | None = None
    purity: float | None = None


def score(
    texts: Sequence[str], groups: Sequence[int], terms: Sequence[Sequence[str]], labels: Sequence[str] | None
) -> Score:
    """Score one result.

    Args:
        texts: n raw texts.
        groups: n theme numbers, -1 where a text is in none.
        terms: the terms of each theme, best first; the first ten count.
        labels: n labels, or None.
    """
    first = [list(own[:10]) for own in terms]
    presence = Presence(texts)
    found = np.asarray(groups)
    return Score(
        themes=len(set(found.tolist()) - {NONE}),
        npmi=npmi(presence, first),
        npmi_words=npmi(presence, [_words_of(own)[:10] for own in first]),
        diversity=diversity(first),
        coverage=float((found != NONE).mean()),
        nmi=None if labels is None else float(normalized_mutual_info_score(labels, found)),
        ari=None if labels is None else float(adjusted_rand_score(labels, found)),
        purity=None if labels is None else purity(groups, labels),
    )


class Presence:
    """In which texts a term stands: a word where it occurs, a phrase where its words follow one another."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        self._texts = [f" {' '.join(words(text))} " for text in texts]
        self._known: dict[str, NDArray[np.bool_]] = {}

    def of(self, term: str) -> NDArray[np.bool_]:
        """One truth value a text. A term without any word is in none."""
        phrase = f" {' '.join(words(term))} "
        if phrase not in self._known:
            here = [bool(phrase.strip()) and phrase in text for text in self._texts]
            self._known[phrase] = np.array(here, dtype=bool)
        return self._known[phrase]


def words(text: str) -> list[str]:
    """The lower-cased words of a text, in order."""
    return _WORD.findall(text.lower())


def npmi(presence: Presence, terms: Sequence[Sequence[str]]) -> float:
    """Mean over the themes of the mean over their pairs of terms; a theme with fewer than two terms counts -1."""
    each = [fmean([_pair(presence, a, b) for a, b in combinations(own, 2)]) if len(own) > 1 else -1.0 for own in terms]
    return fmean(each) if each else -1.0


def _pair(presence: Presence, first: str, second: str) -> float:
    one, two = presence.of(first), presence.of(second)
    together = int((one & two).sum())
    if not together:
        return -1.0
    if together == presence.size:  # both in every text: they say nothing about one another
        return 0.0
    share = together / presence.size
    return log(share / (one.mean() * two.mean())) / -log(share)


def diversity(terms: Sequence[Sequence[str]]) -> float:
    """Different words over all words of the terms; 0 where there are none."""
    used = [word for own in terms for term in own for word in words(term)]
    return len(set(used)) / len(used) if used else 0.0


def purity(groups: Sequence[int], labels: Sequence[str]) -> float:
    """Share of texts that carry the most frequent label of their group."""
    members: dict[int, dict[str, int]] = {}
    for group, label in zip(groups, labels, strict=True):
        counts = members.setdefault(group, {})
        counts[label] = counts.get(label, 0) + 1
    return sum(max(counts.values()) for counts in members.values()) / len(labels)


def stability(runs: Sequence[Sequence[int]]) -> float:
    """Mean adjusted Rand index over all pairs of runs; 1 means that every seed groups the texts alike."""
    return fmean(float(adjusted_rand_score(a, b)) for a, b in combinations(runs, 2))


def _words_of(terms: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(word for term in terms for word in words(term)))
