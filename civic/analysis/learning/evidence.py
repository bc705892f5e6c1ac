"""What is learned from: what a person has placed and, weaker, where the engine put a theme's most typical texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import Bools, Floats, Labels, Longs, unit_rows
from civic.analysis.learning.features import Features

TYPICAL = 5  # texts of a theme that the engine's word is taken for
WEAK = 0.1  # of a placement is what such a text weighs
CHUNK = 10_000


@dataclass(frozen=True)
class Examples:
    """m different texts that teach.

    Attributes:
        rows: (m,) which of the different texts they are.
        themes: k themes.
        is_in: (m, k) the themes of each.
        weights: (m,) 1 for what a person has placed.
        several: whether a text may have several themes.
    """

    rows: Longs
    themes: tuple[int | str, ...]
    is_in: Bools
    weights: Floats
    several: bool

    @property
    def own(self) -> Longs:
        """Positions of what a person has placed."""
        return np.flatnonzero(self.weights == 1)

    def stands_for(self, features: Features) -> Floats:
        """How many different texts each of a person's examples is the nearest to."""
        if not len(self.own):
            return np.zeros(0)
        nearest, _ = nearest_example(features, self.rows[self.own])
        return np.bincount(nearest, minlength=len(self.own)).astype(np.float64)


def gather(features: Features, placed: Mapping[int, object], themes: Sequence[int | str | None] | None) -> Examples:
    """The examples; of a campaign that was placed in several ways the copy that comes last counts."""
    several = any(not isinstance(theme, int | str) for theme in placed.values())
    own = {int(features.units[at]): _as_tuple(placed[at]) for at in sorted(placed)}
    own = {row: its for row, its in own.items() if its}
    typical = _typical(features, themes, own) if themes is not None else {}
    known = tuple(sorted({theme for its in (*own.values(), *typical.values()) for theme in its}, key=_order))
    column = {theme: number for number, theme in enumerate(known)}
    rows = [*own, *typical]
    is_in = np.zeros((len(rows), len(known)), bool)
    for position, its in enumerate((*own.values(), *typical.values())):
        is_in[position, [column[theme] for theme in its]] = True
    weights = np.repeat([1.0, WEAK], [len(own), len(typical)])
    return Examples(np.array(rows, np.int64), known, is_in, weights, several)


def nearest_example(features: Features, rows: Longs) -> tuple[Labels, Floats]:
    """(u,) the position in `rows` of the example nearest to each different text, and the cosine to it."""
    nearest, cosine = [], []
    for start in range(0, len(features.places), CHUNK):
        near = features.places[start : start + CHUNK] @ features.places[rows].T
        nearest.append(near.argmax(axis=1))
        cosine.append(near.max(axis=1))
    return np.concatenate(nearest), np.concatenate(cosine).astype(np.float64)


def _typical(
    features: Features, themes: Sequence[int | str | None], own: Mapping[int, object]
) -> dict[int, tuple[int | str, ...]]:
    """The texts nearest to the middle of each theme, without those that a person has placed."""
    members: dict[int | str, list[int]] = {}
    for row, head in enumerate(features.heads):
        theme = themes[head]
        if theme is not None and row not in own:
            members.setdefault(theme, []).append(row)
    found: dict[int, tuple[int | str, ...]] = {}
    for theme in sorted(members, key=_order):
        places = features.places[members[theme]]
        middle = unit_rows(places.sum(axis=0, keepdims=True))[0]
        for at in np.argsort(-(places @ middle), kind="stable")[:TYPICAL]:
            found[members[theme][at]] = (theme,)
    return found


def _as_tuple(themes: object) -> tuple[int | str, ...]:
    return (themes,) if isinstance(themes, int | str) else tuple(themes)  # type: ignore[arg-type]


def _order(theme: int | str) -> tuple[bool, int | str]:
    return isinstance(theme, str), theme
