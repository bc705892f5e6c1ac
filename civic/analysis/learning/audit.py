"""How far placements can be trusted: a random sample, its interval, and whether two readers agree."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Interval:
    """A share with the bounds that it lies between; all from 0 to 1."""

    share: float
    low: float
    high: float


def draw(n: int, size: int, apart: Collection[int] = (), seed: int = 0) -> list[int]:
    """Positions of at most `size` of n comments, each as likely as any other, in a random order.

    Args:
        apart: positions that are not drawn: what was learned from says nothing about the rest.
    """
    left = sorted(set(range(n)) - set(apart))
    return random.Random(seed).sample(left, min(size, len(left)))  # noqa: S311 - a sample, no secret


def wilson(right: int, checked: int, confidence: float = 0.95) -> Interval:
    """The score interval of a share (Wilson 1927), which holds at few comments and near 100 % as well.

    Raises:
        ValueError: nothing was checked, or more is right than was checked.
    """
    if not 0 <= right <= checked or not checked:
        raise ValueError(f"{right} right of {checked} checked")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = right / checked
    middle = (share + z * z / (2 * checked)) / (1 + z * z / checked)
    half = z * sqrt(share * (1 - share) / checked + z * z / (4 * checked * checked)) / (1 + z * z / checked)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Agreement of two readers beyond chance (Cohen 1960): 1 where they agree on everything, 0 where as by chance.

    None where nothing was read by both, or both gave all the same one answer, so that chance explains everything.
    """
    n = len(first)
    if n != len(second):
        raise ValueError(f"{n} readings against {len(second)}")
    if not n:
        return None
    same = sum(a == b for a, b in zip(first, second, strict=True)) / n
    one, other = Counter(first), Counter(second)
    by_chance = sum(one[answer] * other[answer] for answer in one) / (n * n)
    return None if by_chance == 1 else (same - by_chance) / (1 - by_chance)
