"""A drafter, played by labels, places comments in the order in which a strategy asks about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score

from bench.learning.coded import Coded
from civic.analysis.arrays import Bools, Floats, Longs
from civic.analysis.learning import Features, Learned, learn, to_ask
from civic.analysis.learning.calibration import calibration_error
from civic.analysis.learning.learner import ENOUGH

AT = (50, 100, 200, 400)
LIST = 20  # a page asks about so many at once; each fifty ends with a shorter list, so that rows compare
TESTED = 3  # one text in so many is never asked about
Strategy = Callable[[Features, Learned, Longs, int, np.random.Generator], list[int]]


@dataclass(frozen=True)
class Score:
    """How well the texts that nobody is asked about are placed; all from 0 to 1."""

    micro: float
    macro: float
    error: float

    @property
    def mean(self) -> float:
        """Of both F1."""
        return (self.micro + self.macro) / 2


def at_random(features: Features, learned: Learned, pool: Longs, wanted: int, chance: np.random.Generator) -> list[int]:
    """Any texts."""
    return chance.permutation(pool)[:wanted].tolist()


def by_margin(features: Features, learned: Learned, pool: Longs, wanted: int, chance: np.random.Generator) -> list[int]:
    """Those whose two likeliest themes are closest, or that have a theme closest to the threshold; any at first."""
    if not learned.examples:
        return at_random(features, learned, pool, wanted, chance)
    likely = np.sort(learned.probabilities[pool], axis=1)
    if learned.several:
        margin = np.abs(likely - ENOUGH).min(axis=1)
    else:
        margin = likely[:, -1] - likely[:, -2] if likely.shape[1] > 1 else likely[:, -1]
    return pool[np.argsort(margin, kind="stable")[:wanted]].tolist()


def ours(features: Features, learned: Learned, pool: Longs, wanted: int, chance: np.random.Generator) -> list[int]:
    """As the workbench asks."""
    settled = np.setdiff1d(np.arange(len(features)), pool)
    return to_ask(features, learned, settled.tolist(), wanted)


STRATEGIES: dict[str, Strategy] = {"random": at_random, "margin": by_margin, "civic": ours}


def play(coded: Coded, features: Features, strategy: Strategy, seed: int) -> dict[int, Score]:
    """The score after so many examples."""
    chance, pool, tested = divided(len(features), seed)
    placed: dict[int, tuple[str, ...] | str] = {}
    learned = learn(features, placed)
    scores = {}
    while len(placed) < max(AT):
        wanted = min(LIST, 50 - len(placed) % 50)
        for position in strategy(features, learned, pool, wanted, chance):
            placed[position] = coded.codes[position] if coded.several else coded.codes[position][0]
        pool = np.setdiff1d(pool, list(placed))
        learned = learn(features, placed)
        if len(placed) in AT:
            scores[len(placed)] = score(coded, learned, tested)
    return scores


def taught_all(coded: Coded, features: Features, seed: int) -> Score:
    """The score when every text that might be asked about has been placed."""
    _, pool, tested = divided(len(features), seed)
    placed = {int(at): coded.codes[at] if coded.several else coded.codes[at][0] for at in pool}
    return score(coded, learn(features, placed), tested)


def score(coded: Coded, learned: Learned, tested: Longs) -> Score:
    """F1 over the codes that occur among the tested texts, and the calibration error of the likeliest theme."""
    themes = coded.themes
    true = coded.is_in(themes)[tested]
    found = _columns(learned, learned.chosen, themes)[tested]
    likely = _columns(learned, learned.probabilities, themes)[tested]
    occurring = true.any(axis=0)
    is_right = true[np.arange(len(tested)), likely.argmax(axis=1)]
    return Score(
        f1_score(true, found, average="micro", zero_division=0),
        f1_score(true[:, occurring], found[:, occurring], average="macro", zero_division=0),
        calibration_error(likely.max(axis=1), is_right),
    )


def _columns(learned: Learned, values: Floats | Bools, themes: tuple[str, ...]) -> Floats:
    wide = np.zeros((len(values), len(themes)))
    wide[:, [themes.index(str(theme)) for theme in learned.themes]] = values
    return wide


def divided(n: int, seed: int) -> tuple[np.random.Generator, Longs, Longs]:
    """The chance of a drawing, the texts that may be asked about, and those that are tested."""
    chance = np.random.default_rng(seed)
    order = chance.permutation(n)
    return chance, np.sort(order[n // TESTED :]), order[: n // TESTED]
