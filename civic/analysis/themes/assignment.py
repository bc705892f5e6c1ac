"""Where a comment belongs, once the themes are learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import NONE, Counts, Labels, Places
from civic.analysis.themes.mixture import Mixture

SECOND_SHARE = 0.75  # so near, in proportion to the first, is a second theme that a comment touches


@dataclass(frozen=True)
class Assigned:
    """Where m comments belong.

    Attributes:
        themes: (m, 2) the theme, and a second one that the comment touches as well; -1 for none.
        weights: (m, 2) cosine to the direction of each, 0 for none.
    """

    themes: Labels
    weights: Places


@dataclass(frozen=True)
class Learned:
    """All that assigning a comment needs; small, so that it can be sent to where the comments are."""

    mixture: Mixture
    min_similarity: float

    def assign(self, counts: Counts, places: Places, held: Labels | None = None) -> Assigned:
        """The most likely theme, if the comment is near enough to it; and a second that is nearly as near.

        Args:
            held: (m,) the theme of those comments that somebody has placed, -1 for the others.
        """
        rows = np.arange(len(places))
        cosines = np.maximum(places @ self.mixture.directions.T, 0)
        first = self.mixture.log_joint(counts, places).argmax(axis=1)
        is_held = np.zeros(len(places), bool) if held is None else held >= 0
        if held is not None:
            first = np.where(is_held, held, first)
        weight = cosines[rows, first]
        fits = is_held | (weight >= self.min_similarity) & places.any(axis=1)
        cosines[rows, first] = -1
        second = cosines.argmax(axis=1)
        second_weight = cosines[rows, second]
        touches = fits & (second_weight >= np.maximum(SECOND_SHARE * weight, self.min_similarity))
        chosen = np.column_stack([fits, touches])
        themes = np.where(chosen, np.column_stack([first, second]), NONE)
        return Assigned(themes, np.where(chosen, np.column_stack([weight, second_weight]), 0).astype(np.float32))


def assign(chunk: tuple[Counts, Places], learned: Learned) -> Assigned:
    """As `Learned.assign`, for a chunk that lies somewhere else."""
    return learned.assign(*chunk)


def assign_holding(item: tuple[tuple[Counts, Places], Labels], learned: Learned) -> Assigned:
    """As `assign`, where the theme of some comments is given."""
    chunk, held = item
    return learned.assign(*chunk, held)


def unassigned(m: int) -> Assigned:
    """m comments that belong nowhere."""
    return Assigned(np.full((m, 2), NONE), np.zeros((m, 2), np.float32))


def one_after_another(parts: Sequence[Assigned]) -> Assigned:
    """The chunks' assignments one after another."""
    parts = [unassigned(0), *parts]
    return Assigned(np.concatenate([p.themes for p in parts]), np.concatenate([p.weights for p in parts]))
