"""What a theme could be called: words, phrases, and pairs of things, each with how well it would do.

An option does well that is distinct, is said by many, and holds a word that many more say; what only names a place or
an agency is none. The factors were set by reading labels of half of the bench's corpora.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from civic.analysis.naming.ground import LEAST_SHARE, Ground, Key
from civic.analysis.naming.spelling import Spelling
from civic.analysis.text.lexicon import lexicon

FEW = 3  # comments must say a phrase, or a quarter of a small theme
PHRASE = {2: 2.5, 3: 2.2}  # a phrase says more than a word
PAIR = 1.2
PAIRED_SHARE = 0.12  # of a theme's comments speak of both things of a pair,
EQUAL = 0.5  # and of the second half as many as of the first
THING = 0.6  # how surely both are things
PIECE = {1: 0.5, 2: 0.6}  # share of its uses within one longer phrase from which a word, or two, are a piece of that
SURE = 0.4  # how sure a word's role must be

PIECES = {1: 0.6, 2: 0.4}
DENIED = 0.4  # "tidak berfungsi": it says what is not, and not of what
VAGUE = 0.3
VAGUE_FIRST = 0.6
NO_THING = 0.6
DOING_FIRST = 0.7
DOING_LAST = 0.8
SAID_BY_FEW = 0.5
CUT_SHORT = 0.6  # "trotoar di jalan"
LISTED = 0.3  # "polite and friendly and clean"
CONTRACTED = 0.5
_POINTING = re.compile(r"\w{3,}nya")  # hasilnya: of something that is not said


@dataclass(frozen=True)
class Option:
    """A possible label: its words as people write them, small ones included, and the stems of the others."""

    words: tuple[str, ...]
    stems: frozenset[int]
    score: float

    @cached_property
    def said(self) -> frozenset[str]:
        """What it says, however it is put."""
        return bare(self.words)


def bare(words: Sequence[str]) -> frozenset[str]:
    """What words say, however it is put: "AC kurang dingin" and "ACnya kurang dingin" are one."""
    parts = (part.lower() for word in words for part in word.split())
    return frozenset(part.removesuffix("nya") for part in parts if part not in lexicon().linking)


def label_options(ground: Ground, spelling: Spelling, theme: int) -> list[Option]:
    """The options of a theme, best first."""
    longest = ground.longer_uses(theme)
    best: dict[frozenset[int], Option] = {}
    for make in (_pairs(ground, spelling, theme), _words(ground, spelling, theme, longest)):
        best.update({option.stems: option for option in make})
    for option in _phrases(ground, spelling, theme, longest):
        if option.stems not in best or option.score > best[option.stems].score:
            best[option.stems] = option
    good = [option for option in best.values() if option.score > 0]
    return sorted(good, key=lambda option: (-round(option.score, 9), option.words))


def _words(ground: Ground, spelling: Spelling, theme: int, longest: Mapping[Key, float]) -> Iterator[Option]:
    for stem, surface, said in ground.strong(theme):
        if spelling.is_name([surface]):
            continue
        inside, outside = ground.shares(theme, said)
        score = _value(inside, outside, inside, inside - outside)
        score *= 0.3 + 0.7 * min(1.0, 2 * ground.roles.thing(stem, surface))
        score *= PIECES[1] if longest.get((stem,), 0) >= PIECE[1] * said[theme] else 1
        score *= DENIED if " " in surface else 1
        score *= VAGUE if surface in lexicon().vague or _POINTING.fullmatch(surface) else 1
        yield Option((surface,), frozenset((stem,)), score)


def _phrases(ground: Ground, spelling: Spelling, theme: int, longest: Mapping[Key, float]) -> Iterator[Option]:
    size, frequency = int(ground.sizes[theme]), ground.phrases.frequency
    for number in np.flatnonzero(frequency[theme] >= max(2, LEAST_SHARE * size)).tolist():
        line, key = ground.lines.get((theme, number), ()), ground.key(number)
        if not line or spelling.is_name(line):
            continue
        own = [word for word in line if word not in lexicon().linking][: len(key)]
        inside, outside = ground.shares(theme, frequency[:, number])
        anywhere, _ = ground.shares(theme, ground.together[key])
        # A city's name stands in many comments and says nothing of the theme.
        content = [stem for stem, word in zip(key, own, strict=True) if not spelling.is_capital(word)]
        gains = [ground.gain(theme, stem) for stem in content] or [0.0]
        reach = (max(gains) + sum(gains) / len(gains)) / 2
        meant = min(anywhere, 2 * inside)  # in a long comment any two words stand
        score = PHRASE[len(key)] * _value(inside, outside, (inside + meant) / 2, reach)
        score *= _as_phrase(ground, key, own) * _as_written(line)
        score *= PIECES[2] if longest.get(key, 0) >= PIECE[2] * frequency[theme, number] else 1
        score *= SAID_BY_FEW if frequency[theme, number] < min(FEW, size / 4) else 1
        yield Option(line, frozenset(key), score)


def _as_phrase(ground: Ground, key: Key, own: list[str]) -> float:
    """How well its words' roles go with a name for something."""
    roles, first, last = ground.roles, (key[0], own[0]), (key[-1], own[-1])
    factor = DOING_FIRST if roles.doing(*first) > SURE else 1.0
    factor *= DOING_LAST if roles.doing(*last) > SURE else 1
    return factor * (NO_THING if max(roles.thing(*first), roles.thing(*last)) < SURE else 1)


def _as_written(line: tuple[str, ...]) -> float:
    known = lexicon()
    factor = VAGUE_FIRST if line[0] in known.vague or " " in line[0] else 1.0
    factor *= LISTED if sum(word in ("and", "dan") for word in line) > 1 else 1
    factor *= CUT_SHORT if line[-1] in known.kinds and line[-2] in known.linking else 1
    return factor * (CONTRACTED if any("'" in word for word in line) else 1)


def _pairs(ground: Ground, spelling: Spelling, theme: int) -> Iterator[Option]:
    """Two things of which many speak in one comment."""
    surface = {stem: word for stem, word, _ in ground.strong(theme)}
    for key in ground.pairs[theme]:
        gains = {stem: ground.gain(theme, stem) for stem in key}
        first, second = sorted(key, key=lambda stem: (-gains[stem], stem))
        inside, outside = ground.shares(theme, ground.together[key])
        if inside < PAIRED_SHARE or gains[second] < EQUAL * gains[first]:
            continue
        own = surface[first], surface[second]
        if all(_is_thing(ground, spelling, stem, surface[stem]) for stem in key):
            score = PAIR * _value(inside, outside, inside, gains[first])
            yield Option((own[0], ground.joint, own[1]), frozenset(key), score)


def _is_thing(ground: Ground, spelling: Spelling, stem: int, word: str) -> bool:
    is_plain = " " not in word and word not in lexicon().vague
    is_name = spelling.is_capital(word) or spelling.is_name([word])
    return is_plain and not is_name and ground.roles.thing(stem, word) >= THING


def _value(inside: float, outside: float, said: float, reach: float) -> float:
    """How well it would do, from shares.

    Args:
        inside, outside: of the theme's comments and of the others that say it.
        said: of the theme's comments that say it or mean it.
        reach: of the theme's comments that say its most telling word, less that of the others.
    """
    return float(max(0.0, 1 - outside / inside) * np.sqrt(said * max(reach, 0.0))) if inside else 0.0
