"""What labels are made of: words and phrases with how many comments of each theme say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from civic.analysis.arrays import NONE, Floats, Ints, Labels, Longs
from civic.analysis.corpus import Tokens
from civic.analysis.naming.phrases import Phrases, count_phrases, written_forms
from civic.analysis.naming.roles import Roles, word_roles
from civic.analysis.naming.terms import Words
from civic.analysis.naming.wording import Wording
from civic.analysis.themes import Groups

STRONG = 40  # of a theme's words, from which its names are made
LEAST_SHARE = 0.02  # of a theme's comments must use a phrase
EACH_SHARE = 0.2  # of its comments must say each word of a pair

Key = tuple[int, ...]  # the stems of a word, a pair or a phrase, in order


@dataclass(frozen=True)
class Ground:
    """What the options of all themes are made of.

    Attributes:
        words: the candidates of each theme.
        stems: (features,) stem of each feature.
        features: (stems,) feature of each stem, -1 for none.
        sizes: (k,) comments of each theme.
        phrases: of two and three words.
        lines: (theme, phrase) -> the phrase as the theme writes it.
        pairs: of each theme: words that many of it say.
        together: stems -> (k,) comments of each theme that say all of them, wherever.
        roles: of the words.
        shown: the form that people read behind each number of a surface.
        joint: how people join things: "dan" or "and".
    """

    words: Words
    stems: Longs
    features: Ints
    sizes: Longs
    phrases: Phrases
    lines: Mapping[tuple[int, int], tuple[str, ...]]
    pairs: Sequence[Sequence[Key]]
    together: Mapping[Key, Floats]
    roles: Roles
    shown: Sequence[str]
    joint: str

    def strong(self, theme: int) -> Iterator[tuple[int, str, Floats]]:
        """Stem, surface and comments (k,) of the words that speak for a theme, best first."""
        own = zip(self.words.features[theme][:STRONG].tolist(), self.words.surfaces[theme].tolist(), strict=False)
        for feature, surface in own:
            yield int(self.stems[feature]), self.shown[surface], self.words.frequency[:, feature]

    def shares(self, theme: int, said: Floats) -> tuple[float, float]:
        """Shares of the theme's comments and of all others, of comments (k,) that say something."""
        size = int(self.sizes[theme])
        others = max(1, int(self.sizes.sum()) - size)
        return float(said[theme]) / max(1, size), float(said.sum() - said[theme]) / others

    @cached_property
    def _gains(self) -> Floats:
        """(k, features)"""
        said, sizes = self.words.frequency, self.sizes[:, None].astype(float)
        inside = said / np.maximum(1, sizes)
        outside = (said.sum(axis=0) - said) / np.maximum(1, sizes.sum() - sizes)
        gains: Floats = np.maximum(0.0, inside - outside)
        return gains

    def gain(self, theme: int, stem: int) -> float:
        """Share of the theme's comments that say a word, less the share of the others that do."""
        feature = self.features[stem]
        # Of most words nothing is known: nearly everybody says them, or hardly anybody.
        return 0.0 if feature == NONE else float(self._gains[theme, feature])

    def longer_uses(self, theme: int) -> dict[Key, float]:
        """How often a piece stands in the longer phrase that holds it most."""
        longest: dict[Key, float] = {}
        frequency = self.phrases.frequency[theme]
        for number in np.flatnonzero(frequency).tolist():
            key = self.key(number)
            for piece in (key[:-1], key[1:]):
                longest[piece] = max(longest.get(piece, 0.0), float(frequency[number]))
        return longest

    def key(self, phrase: int) -> Key:
        """The stems of a phrase."""
        return _key(self.phrases.stems[phrase].tolist())


def read_ground(wording: Wording, words: Words, themes: Groups) -> Ground:
    """Count everything that labels are made of."""
    features = wording.features.columns[:-1]
    counted = np.flatnonzero(features != NONE)
    stems = np.full(len(wording.features.words), NONE, np.int64)
    stems[features[counted]] = counted
    anchors = np.zeros(len(features) + 1, bool)
    for own in words.features:
        anchors[stems[own[:STRONG]]] = True
    phrases = count_phrases(wording, anchors, themes, LEAST_SHARE * themes.sizes.astype(float))
    pairs = [_pairs(words, stems, theme, size) for theme, size in enumerate(themes.sizes.tolist())]
    sets = {_key(own) for own in phrases.stems.tolist()}.union(*pairs)
    return Ground(
        words,
        stems,
        features,
        themes.sizes,
        phrases,
        written_forms(wording, themes, phrases.stems),
        pairs,
        _said_together(wording, themes, sorted(sets)),
        word_roles(wording),
        wording.shown,
        "dan" if _uses(wording, "dan") > _uses(wording, "and") else "and",
    )


def _pairs(words: Words, stems: Longs, theme: int, size: int) -> list[Key]:
    """Pairs of words that are each said by many of a theme."""
    features = words.features[theme][:STRONG]
    often = sorted(int(stems[f]) for f in features if words.frequency[theme, f] >= EACH_SHARE * size)
    return [(first, second) for place, first in enumerate(often) for second in often[place + 1 :]]


def _key(stems: Sequence[int]) -> Key:
    return tuple(stem for stem in stems if stem != NONE)


def _uses(wording: Wording, word: str) -> int:
    numbers = [number for number, surface in enumerate(wording.shown) if surface == word]
    return sum(int(np.isin(tokens.surfaces, numbers).sum()) for tokens in wording.tokens)


def _said_together(wording: Wording, themes: Groups, sets: Sequence[Key]) -> dict[Key, Floats]:
    """How many comments of each theme say all of some stems, (k,)."""
    labelled = list(zip(wording.tokens, themes.in_chunks(wording.lengths), strict=True))
    counts = wording.executor.total(_together, labelled, sets, themes.k)
    return dict(zip(sets, counts, strict=True))


def _together(item: tuple[Tokens, Labels], sets: Sequence[Key], k: int) -> Floats:
    """(sets, k)"""
    tokens, labels = item
    counts = np.zeros((len(sets), k))
    if not sets:
        return counts
    wanted = np.unique([stem for some in sets for stem in some])
    at = np.searchsorted(wanted, tokens.stems)
    at[at == len(wanted)] = 0
    hits = np.flatnonzero(wanted[at] == tokens.stems)
    says = np.zeros((len(wanted), len(tokens)), bool)
    says[at[hits], tokens.rows[hits]] = True
    says[:, labels < 0] = False
    for number, some in enumerate(sets):
        rows = says[np.searchsorted(wanted, some)].all(axis=0)
        counts[number] = np.bincount(labels[rows], minlength=k)
    return counts
