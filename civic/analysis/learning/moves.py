"""Moves that the learner is sure of; they are proposed, and nothing moves without a person's leave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from civic.analysis.learning.features import Features
from civic.analysis.learning.learner import Learned

SURE = 0.9
FEWEST_EXAMPLES = 20  # fewer cannot tell how sure it is


@dataclass(frozen=True)
class Move:
    """Text `position` had better stand in theme `to` than in `now` (None: in no theme), with this probability."""

    position: int
    now: int | str | None
    to: int | str
    probability: float


def sure_moves(
    features: Features,
    learned: Learned,
    themes: Sequence[int | str | None],
    placed: Collection[int],
    sure: float = SURE,
) -> list[Move]:
    """The surest first. What a person has placed is never among them, nor are its copies; a campaign moves whole.

    Args:
        themes: (n,) where each text stands now.
        sure: the least probability.
    """
    if learned.examples < FEWEST_EXAMPLES:
        return []
    settled = {features.units[position] for position in placed}
    found = [
        Move(position, themes[position], to, float(probability))
        for position, (to, probability) in enumerate(zip(learned.best, learned.certainty, strict=True))
        if probability >= sure and to != themes[position] and features.units[position] not in settled
    ]
    return sorted(found, key=lambda move: (-move.probability, move.position))
