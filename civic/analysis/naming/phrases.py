"""What a theme is called: a phrase that people used for it and for little else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import NONE, Bools, Floats, Ints, Labels, Longs, joined
from civic.analysis.corpus import Tokens
from civic.analysis.naming.terms import SMOOTHING, Words
from civic.analysis.naming.wording import Wording
from civic.analysis.themes import Groups

BITS = 16  # of a word's number within a phrase: phrases are built of the themes' candidates, of which there are few
LEAST_SAID = 2
OPTIONS = 50  # phrases that are considered for a theme's name
LEAST_SHARE = 0.01
LONGER_SHARE = 0.6  # a longer phrase is used when it is said nearly as often as the shorter one within
ENOUGH = 0.06  # a phrase that fewer of the theme's comments use gets the theme's first word beside it


@dataclass(frozen=True)
class Phrases:
    """Phrases with their use.

    Attributes:
        words: (p, 3) numbers of the surfaces, -1 behind a phrase of two words.
        frequency: (k, p) comments of each theme that use it.
        sizes: (k,) comments of each theme.
    """

    words: Ints
    frequency: Floats
    sizes: Longs


def count_phrases(wording: Wording, words: Words, themes: Groups) -> Phrases:
    """Runs of two and three neighbouring candidates of any theme, counted once a comment."""
    executor, tokens, columns = wording.executor, wording.tokens, wording.features.columns
    wanted = np.zeros(int(columns.max(initial=NONE)) + 2, bool)
    wanted[joined(words.features)] = True
    is_candidate = np.append(wanted[columns[:-1]], False)
    surfaces = _surfaces_of(executor.map(_candidate_surfaces, tokens, is_candidate))
    labelled = list(zip(tokens, themes.in_chunks(wording.lengths), strict=True))
    parts = executor.map(_phrases, labelled, is_candidate, surfaces)
    keys, counts = (joined([part[side] for part in parts]) for side in (0, 1))
    numbers, frequency = _table(keys, counts, themes.k)
    return Phrases(np.append(surfaces, np.int32(NONE))[numbers - 1], frequency, themes.sizes)


def choose_labels(phrases: Phrases, words: Words, terms: Sequence[Longs], shown: Sequence[str]) -> list[str]:
    """A label for each theme, no two alike; the larger theme chooses first.

    Args:
        terms: positions of each theme's terms among its candidates.
        shown: the surfaces.
    """
    used: set[str] = set()
    labels = []
    for theme in range(len(phrases.sizes)):
        first = [shown[words.surfaces[theme][position]] for position in terms[theme]]
        options = _ranked(phrases, words, theme, shown)
        chosen = next((option for option in options if option[0] not in used), None)
        label = _label(chosen, first)
        label = next((name for name in (label, *_fallbacks(label, first)) if name not in used), label)
        used.add(label)
        labels.append(label[:1].upper() + label[1:])
    return labels


def _label(chosen: tuple[str, float] | None, first: list[str]) -> str:
    if chosen is None:
        return ", ".join(first[:2])
    phrase, share = chosen
    other = next((term for term in first if term not in phrase and phrase not in term), None)
    return phrase if share >= ENOUGH or other is None else f"{phrase}, {other}"


def _fallbacks(label: str, first: list[str]) -> Iterable[str]:
    return (f"{label}, {term}" for term in first if term not in label)


def _ranked(phrases: Phrases, words: Words, theme: int, shown: Sequence[str]) -> list[tuple[str, float]]:
    """Phrases of a theme, best first, each with the share of the theme's comments that use it."""
    inside, sizes = phrases.frequency[theme], phrases.sizes
    candidates = np.flatnonzero(inside >= max(LEAST_SAID, LEAST_SHARE * sizes[theme]))
    if not len(candidates):
        return []
    share = inside[candidates] / sizes[theme]
    outside = phrases.frequency[:, candidates].sum(axis=0) - inside[candidates]
    outside = outside / max(1, int(sizes.sum() - sizes[theme]))
    own = dict(zip(words.surfaces[theme].tolist(), words.scores[theme].tolist(), strict=True))
    fame = np.array(
        [sum(own.get(w, 0.0) for w in phrase.tolist() if w != NONE) for phrase in phrases.words[candidates]]
    )
    lift = np.maximum(np.log((share + SMOOTHING) / (outside + SMOOTHING)), 0)
    score = share * lift**2 * (0.1 + fame)  # squared: a place's name in every comment is no theme
    order = np.lexsort((candidates, -np.round(score, 9)))
    best = [candidates[i] for i in order[:OPTIONS] if score[i] > 0]
    return [
        (" ".join(shown[w] for w in phrases.words[p].tolist() if w != NONE), float(inside[p] / sizes[theme]))
        for p in (_longer(phrases, theme, p, best) for p in best)
    ]


def _longer(phrases: Phrases, theme: int, phrase: int, best: Sequence[int]) -> int:
    """The phrase of three words that holds this one of two, where people mostly say all three."""
    a, b, c = phrases.words[phrase].tolist()
    if c != NONE:
        return phrase
    for other in best:
        three = phrases.words[other].tolist()
        holds = three[2] != NONE and (three[:2] == [a, b] or three[1:] == [a, b])
        if holds and phrases.frequency[theme, other] >= LONGER_SHARE * phrases.frequency[theme, phrase]:
            return other
    return phrase


def _candidate_surfaces(tokens: Tokens, is_candidate: Bools) -> Ints:
    return np.unique(tokens.surfaces[is_candidate[tokens.stems]])


def _surfaces_of(parts: Sequence[Ints]) -> Ints:
    """All candidates' surfaces, sorted; the first 65,535 where there are more."""
    return np.unique(np.concatenate([np.zeros(0, np.int32), *parts]))[: (1 << BITS) - 1]


def _phrases(item: tuple[Tokens, Labels], is_candidate: Bools, surfaces: Ints) -> tuple[Longs, Longs]:
    """(key, comments) of the chunk's phrases; the key holds the theme and up to three words, counted from 1."""
    tokens, labels = item
    at = np.searchsorted(surfaces, tokens.surfaces)
    known = is_candidate[tokens.stems] & (at < len(surfaces))
    word = np.where(known, at + 1, 0).astype(np.int64)
    rows = tokens.rows
    theme = labels[rows]
    good = (word[:-1] > 0) & (word[1:] > 0) & (rows[:-1] == rows[1:]) & (theme[:-1] >= 0) & (word[:-1] != word[1:])
    two = np.flatnonzero(good)
    three = two[:-1][(np.diff(two) == 1) & (rows[two[:-1]] == rows[two[1:] + 1])]
    keys = np.concatenate(
        [
            theme[two] << 3 * BITS | word[two] << 2 * BITS | word[two + 1] << BITS,
            theme[three] << 3 * BITS | word[three] << 2 * BITS | word[three + 1] << BITS | word[three + 2],
        ]
    )
    # Once a comment: sort by comment within key, and count the changes.
    of = np.concatenate([rows[two], rows[three]])
    order = np.lexsort((of, keys))
    keys, of = keys[order], of[order]
    fresh = np.ones(len(keys), bool)
    fresh[1:] = (keys[1:] != keys[:-1]) | (of[1:] != of[:-1])
    return np.unique(keys[fresh], return_counts=True)


def _table(keys: Longs, counts: Longs, k: int) -> tuple[Longs, Floats]:
    """(p, 3) the phrases' words, counted from 1, and (k, p) how many comments of each theme use them."""
    mask = (1 << BITS) - 1
    phrases, column = np.unique(keys & ((1 << 3 * BITS) - 1), return_inverse=True)
    frequency = np.zeros((k, len(phrases)))
    np.add.at(frequency, (keys >> 3 * BITS, column), counts)
    numbers = np.column_stack([phrases >> 2 * BITS & mask, phrases >> BITS & mask, phrases & mask])
    return numbers, frequency
