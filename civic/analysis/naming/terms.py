"""The words of a theme: distinctive, said together, and shown in the form that people wrote."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from civic.analysis.arrays import NONE, Bools, Counts, Floats, Ints, Labels, Longs, joined
from civic.analysis.corpus import Tokens
from civic.analysis.naming.wording import Wording
from civic.analysis.themes import Groups

CANDIDATES = 100
EVERYWHERE = -2
SMOOTHING = 0.002  # of shares: a word that nobody else says is not infinitely distinctive
LEAST_SHARE = 0.03  # of a theme's comments must say a word that speaks for it,
SMALL = 24  # and two comments at least, but in a theme smaller than this
MOSTLY = 2 / 3
TOGETHER = 0.7  # weight of being said together against being distinctive and often said
OFTEN = 0.75  # weight of being said by many against being distinctive
AGAIN = 0.17  # what a word loses for each theme that shows it already


@dataclass(frozen=True)
class Words:
    """The candidate words of every theme, best first.

    Attributes:
        features: for each theme, the features that distinguish it.
        scores: their distinctiveness, the best is 1.
        surfaces: the number of the form that people write most.
        frequency: (k, features) comments of each theme that say each feature, candidate or not.
    """

    features: list[Longs]
    scores: list[Floats]
    surfaces: list[Longs]
    frequency: Floats


def distinctive_words(wording: Wording, themes: Groups) -> Words:
    """Candidates of every theme by class-based TF-IDF over comments (after Grootendorst 2022).

    A voice that repeats itself counts once.
    """
    parts = list(zip(wording.counts, themes.in_chunks(wording.lengths), strict=True))
    frequency = wording.executor.total(_frequency_by_theme, parts, themes.k)
    scores = distinctiveness(frequency, themes.sizes)
    features, kept = [], []
    for theme in range(themes.k):
        mine = np.flatnonzero(scores[theme] > 0)
        mine = mine[np.lexsort((mine, -scores[theme, mine]))][:CANDIDATES]
        features.append(mine)
        kept.append(scores[theme, mine] / scores[theme, mine].max(initial=1e-12))
    return Words(features, kept, _surfaces(wording, themes, features), frequency)


def distinctiveness(frequency: Floats, sizes: Longs) -> Floats:
    """(k, features) share of a theme's comments that say a word, times the log ratio to the share elsewhere.

    Args:
        frequency: (k, features) comments of each theme that say each word; a word that few say counts for nothing.
    """
    inside = frequency / np.maximum(sizes, 1)[:, None]
    others = np.maximum(sizes.sum() - sizes, 1)[:, None]
    outside = (frequency.sum(axis=0) - frequency) / others
    distinct = np.log((inside + SMOOTHING) / (outside + SMOOTHING)) if len(sizes) > 1 else np.ones_like(inside)
    least = np.maximum(LEAST_SHARE * sizes, np.where(sizes < SMALL, 1, 2))[:, None]
    result: Floats = np.where(frequency >= least, inside * np.maximum(distinct, 0), 0)
    return result


def choose_terms(wording: Wording, words: Words, themes: Groups, n: int) -> list[Longs]:
    """Positions among each theme's candidates of the n that are distinctive, often said and said together, best first.

    The themes choose in turn, and a word that others show is worth less, so that few are shown twice.
    """
    shown = np.unique(joined(words.surfaces))
    npmi = surface_npmi(wording, shown)
    at = [np.searchsorted(shown, surfaces) for surfaces in words.surfaces]
    alone = [_worth(words, theme, size) for theme, size in enumerate(themes.sizes.tolist())]
    taken = np.zeros(len(shown))
    chosen: list[list[int]] = [[] for _ in at]
    for _ in range(n):
        for theme, places in enumerate(at):
            value = alone[theme]
            if chosen[theme]:
                together = npmi[np.ix_(places[chosen[theme]], places)].mean(axis=0)
                value = (1 - TOGETHER) * value + TOGETHER * together
            value = value - AGAIN * taken[places]
            value[np.isin(places, places[chosen[theme]])] = -np.inf
            if (value > -np.inf).any():
                best = int(np.argmax(np.round(value, 9)))
                chosen[theme].append(best)
                taken[places[best]] += 1
    return [np.array(positions, np.int64) for positions in chosen]


def _worth(words: Words, theme: int, size: int) -> Floats:
    """What each candidate is worth by itself: distinctive as well as said by many."""
    share = words.frequency[theme, words.features[theme]] / max(1, size)
    often = np.sqrt(share / share.max(initial=1e-12))
    result: Floats = (1 - OFTEN) * np.sqrt(words.scores[theme]) + OFTEN * often
    return result


def surface_npmi(wording: Wording, surfaces: Longs) -> Floats:
    """(s, s) normalised pointwise mutual information of words over comments (Bouma 2009); -1 where never together.

    Args:
        surfaces: numbers of the words as shown, sorted.
    """
    if not len(surfaces):
        return np.zeros((0, 0))
    together = wording.executor.total(_surfaces_together, wording.tokens, surfaces)
    n = max(1, sum(wording.lengths))
    single = np.diag(together) / n
    joint = together / n
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(joint / np.outer(single, single)) / -np.log(joint)
    npmi[joint == 1] = 1.0
    npmi[joint == 0] = -1.0
    result: Floats = np.nan_to_num(npmi)
    return result


def _surfaces(wording: Wording, themes: Groups, words: list[Longs]) -> list[Longs]:
    """The most written form of each candidate; a denied one ("tidak aman") where the theme mostly denies it."""
    denied = np.array([" " in surface for surface in wording.shown], bool)  # a form of two words denies the second
    columns = wording.features.columns
    wanted = np.zeros(int(columns.max(initial=NONE)) + 2, bool)  # the last is that of -1
    wanted[joined(words)] = True
    parts = list(zip(wording.tokens, themes.in_chunks(wording.lengths), strict=True))
    counted: dict[tuple[int, int], dict[int, int]] = {}
    for keys, numbers in wording.executor.map(_forms, parts, columns, wanted):
        for (theme, feature, surface), number in zip(keys.tolist(), numbers.tolist(), strict=True):
            for place in (theme, feature), (EVERYWHERE, feature):
                forms = counted.setdefault(place, {})
                forms[surface] = forms.get(surface, 0) + number
    return [
        np.array([_form(counted[theme, f], counted[EVERYWHERE, f], denied) for f in mine.tolist()], np.int64)
        for theme, mine in enumerate(words)
    ]


def _form(here: dict[int, int], everywhere: dict[int, int], denied: Bools) -> int:
    denials = {surface: number for surface, number in here.items() if denied[surface]}
    if denials and sum(denials.values()) >= MOSTLY * sum(here.values()):
        return min(denials, key=lambda surface: (-denials[surface], surface))
    return min(everywhere, key=lambda surface: (bool(denied[surface]), -everywhere[surface], surface))


def _forms(item: tuple[Tokens, Labels], columns: Ints, wanted: Bools) -> tuple[Longs, Longs]:
    """(theme, feature, surface) of the candidates' forms, and how often each is written."""
    tokens, labels = item
    features = columns[tokens.stems]
    mine = wanted[features]
    keys = np.column_stack([labels[tokens.rows[mine]], features[mine], tokens.surfaces[mine]]).astype(np.int64)
    return np.unique(keys, axis=0, return_counts=True)


def _frequency_by_theme(item: tuple[Counts, Labels], k: int) -> Floats:
    counts, labels = item
    inside = np.flatnonzero(labels >= 0)
    member = csr_matrix((np.ones(len(inside)), (labels[inside], inside)), shape=(k, len(labels)))
    said = counts.copy()
    said.data = np.ones_like(said.data)
    result: Floats = (member @ said).toarray()
    return result


def _surfaces_together(tokens: Tokens, surfaces: Longs) -> Floats:
    at = np.searchsorted(surfaces, tokens.surfaces)
    at[at == len(surfaces)] = 0
    shown = surfaces[at] == tokens.surfaces
    said = csr_matrix((np.ones(shown.sum()), (tokens.rows[shown], at[shown])), shape=(len(tokens), len(surfaces)))
    said.sum_duplicates()
    said.data = np.ones_like(said.data)
    result: Floats = (said.T @ said).toarray()
    return result
