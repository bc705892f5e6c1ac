"""Phrases that people write: up to three words with the small words between them, counted by theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import NONE, Bools, Floats, Labels, Longs, joined
from civic.analysis.corpus import Tokens
from civic.analysis.naming.wording import Wording
from civic.analysis.text import BREAK
from civic.analysis.text.lexicon import lexicon
from civic.analysis.themes import Groups

BITS = 21  # of a word's number within a key of three; words that come in later than two million others are rare
LEAST_SAID = 2
WRITTEN_SHARE = 0.25  # of a phrase's uses must be in the form that is shown
DENIED_SHARE = 0.25
ENDED_SHARE = 0.75  # of a phrase's uses must end on the same small word for it to be part of that
LEAST_ENDED = 3
BETWEEN = 2  # small words that may stand between two words of a phrase: jalan *di depan* pasar


@dataclass(frozen=True)
class Phrases:
    """Phrases with their use.

    Attributes:
        stems: (p, 3) numbers of their words' stems, -1 behind a phrase of two words.
        frequency: (k, p) comments of each theme that use it.
    """

    stems: Longs
    frequency: Floats


def count_phrases(wording: Wording, anchors: Bools, themes: Groups, least: Floats) -> Phrases:
    """Phrases of two and three words of which one is an anchor at least, counted once a comment.

    Args:
        anchors: (stems,) words that speak for a theme.
        least: (k,) comments of a theme that must use a phrase of it.
    """
    labelled = list(zip(wording.tokens, themes.in_chunks(wording.lengths), strict=True))
    parts = wording.executor.map(_phrases, labelled, anchors, _breaks(wording))
    keys, groups, counts = (joined([part[side] for part in parts]) for side in (0, 1, 2))
    order = np.lexsort((groups, keys))
    keys, groups, counts = keys[order], groups[order], counts[order]
    first = np.flatnonzero(_is_new(keys, groups))
    counts = np.add.reduceat(counts, first) if len(first) else counts
    keys, groups = keys[first], groups[first]
    phrases = np.unique(keys[counts >= np.maximum(least[groups], LEAST_SAID)])
    column = np.searchsorted(phrases, keys)
    column[column == len(phrases)] = 0
    kept = phrases[column] == keys if len(phrases) else np.zeros(len(keys), bool)
    frequency = np.zeros((themes.k, len(phrases)))
    frequency[groups[kept], column[kept]] = counts[kept]
    return Phrases(_words_of(phrases), frequency)


def written_forms(wording: Wording, themes: Groups, phrases: Longs) -> dict[tuple[int, int], tuple[str, ...]]:
    """(theme, phrase) -> the phrase as the theme writes it most; nothing where small words always cut it.

    Args:
        phrases: (p, 3) as in `Phrases`, in the order of their keys.
    """
    labelled = list(zip(wording.tokens, themes.in_chunks(wording.lengths), strict=True))
    counted: dict[tuple[int, int], dict[tuple[str, ...], int]] = {}
    followers: dict[tuple[int, int], Counter[int]] = {}
    for part in wording.executor.map(_forms, labelled, _keys(phrases), _breaks(wording)):
        for (theme, number, behind, *form), count in part.items():
            forms = counted.setdefault((theme, number), {})
            line = _line([wording.shown[surface] for surface in form])
            forms[line] = forms.get(line, 0) + count
            followers.setdefault((theme, number), Counter())[behind] += count
    words = (phrases != NONE).sum(axis=1)
    lines = {place: _most_written(forms, words[place[1]]) for place, forms in counted.items()}
    return {place: (*line, *_last(wording, followers[place])) for place, line in lines.items() if line}


def _last(wording: Wording, followers: Counter[int]) -> tuple[str, ...]:
    """The small word that nearly always ends a phrase: pedagang kaki *lima*, peserta didik *baru*."""
    surface, number = min(followers.items(), key=lambda item: (-item[1], item[0]))
    is_settled = surface != NONE and number >= max(LEAST_ENDED, ENDED_SHARE * followers.total())
    return (wording.shown[surface],) if is_settled and wording.shown[surface] in lexicon().ending else ()


def _line(surfaces: Sequence[str]) -> tuple[str, ...]:
    """The words of a form; what denies a word is part of that: jalan, tidak, tidak aman."""
    line: list[str] = []
    for surface in surfaces:
        denying = surface.split()[:-1]
        while denying and line and line[-1] in denying:
            line.pop()
        line.append(surface)
    return tuple(line)


def _most_written(forms: Mapping[tuple[str, ...], int], words: int) -> tuple[str, ...]:
    linking = lexicon().linking
    uses = sum(forms.values())
    denied = sum(number for form, number in forms.items() if _denies(form)) / uses
    good = [
        form
        for form, number in forms.items()
        if sum(word not in linking for word in form) == words
        and number >= WRITTEN_SHARE * uses
        # "pelayanan baik" would be the opposite of what half of them say
        and (denied >= 1 / 2 if _denies(form) else denied < DENIED_SHARE)
    ]
    return min(good, key=lambda form: (-forms[form], form), default=())


def _denies(form: Sequence[str]) -> bool:
    return any(" " in word for word in form)


def _breaks(wording: Wording) -> int:
    """The number of the surface that no phrase crosses."""
    return next((number for number, surface in enumerate(wording.shown) if surface == BREAK), NONE)


def _phrases(item: tuple[Tokens, Labels], anchors: Bools, pause: int) -> tuple[Longs, Longs, Longs]:
    """(key, theme, comments) of the chunk's phrases."""
    tokens, labels = item
    spots, rows, follows = _words(tokens, pause)
    stems = tokens.stems[spots].astype(np.int64) + 1
    strong = anchors[stems - 1] & (labels[rows] >= 0)
    inside = labels[rows] >= 0
    two = np.flatnonzero(follows & inside[:-1] & (strong[:-1] | strong[1:]))
    three = np.flatnonzero(follows[:-1] & follows[1:] & inside[:-2] & (strong[:-2] | strong[1:-1] | strong[2:]))
    keys = np.concatenate(
        [
            stems[two] << 2 * BITS | stems[two + 1] << BITS,
            stems[three] << 2 * BITS | stems[three + 1] << BITS | stems[three + 2],
        ]
    )
    of = np.concatenate([rows[two], rows[three]])
    order = np.lexsort((of, keys))
    fresh = order[_is_new(keys[order], of[order])]  # once a comment
    keys, groups = keys[fresh], labels[of[fresh]]
    order = np.lexsort((groups, keys))
    first = np.flatnonzero(_is_new(keys[order], groups[order]))
    counts = np.diff(np.append(first, len(order)))
    return keys[order][first], groups[order][first], counts


def _words(tokens: Tokens, pause: int) -> tuple[Longs, Longs, Bools]:
    """Where words stand that are no small words, their comments, and (words - 1,) whether the next goes on from it."""
    spots = np.flatnonzero((tokens.stems != NONE) & (tokens.stems < (1 << BITS) - 1))
    rows = tokens.rows[spots]
    pauses = np.cumsum(tokens.surfaces == pause)[spots]
    near = np.diff(spots) <= BETWEEN + 1
    other = np.diff(tokens.stems[spots]) != 0
    return spots, rows, near & other & (np.diff(rows) == 0) & (np.diff(pauses) == 0)


def _forms(item: tuple[Tokens, Labels], keys: Longs, pause: int) -> dict[tuple[int, ...], int]:
    """(theme, phrase, the small word behind it or -1, surface, surface, …) -> how often."""
    tokens, labels = item
    spots, rows, follows = _words(tokens, pause)
    small, row_of = (tokens.stems == NONE) & (tokens.surfaces != pause), tokens.rows
    stems = tokens.stems[spots].astype(np.int64) + 1
    two = stems[:-1] << 2 * BITS | stems[1:] << BITS
    three = two[:-1] | stems[2:]
    counted: dict[tuple[int, ...], int] = {}
    for values, good, reach in ((two, follows, 1), (three, follows[:-1] & follows[1:], 2)):
        at = np.searchsorted(keys, values)
        at[at == len(keys)] = 0
        hits = np.flatnonzero(good & (keys[at] == values) & (labels[rows[: len(values)]] >= 0)) if len(keys) else at[:0]
        for hit in hits.tolist():
            surfaces = tokens.surfaces[spots[hit] : spots[hit + reach] + 1].tolist()
            behind = int(spots[hit + reach]) + 1
            is_end = behind < len(small) and small[behind] and row_of[behind] == rows[hit]
            place = int(labels[rows[hit]]), int(at[hit]), int(tokens.surfaces[behind]) if is_end else NONE, *surfaces
            counted[place] = counted.get(place, 0) + 1
    return counted


def _keys(phrases: Longs) -> Longs:
    words = phrases.astype(np.int64) + 1
    result: Longs = words[:, 0] << 2 * BITS | words[:, 1] << BITS | words[:, 2]
    return result


def _words_of(keys: Longs) -> Longs:
    mask = (1 << BITS) - 1
    return np.column_stack([keys >> 2 * BITS & mask, keys >> BITS & mask, keys & mask]) - 1


def _is_new(first: Longs, second: Longs) -> Bools:
    """Where a pair differs from the one before it."""
    fresh = np.ones(len(first), bool)
    fresh[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return fresh
