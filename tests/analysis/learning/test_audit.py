"""Figures of an audit against those of the literature."""

from __future__ import annotations

import numpy as np
import pytest

from civic.analysis.learning import draw, kappa, wilson
from civic.analysis.learning.calibration import calibration_error, sharpness


def test_the_interval_of_108_right_of_120() -> None:
    found = wilson(108, 120)
    assert found.share == 0.9
    assert (found.low, found.high) == pytest.approx((0.8333, 0.9419), abs=5e-4)


@pytest.mark.parametrize(
    ("right", "checked", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)],
)
def test_intervals_as_newcombe_prints_them(right: int, checked: int, low: float, high: float) -> None:
    found = wilson(right, checked)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("right", "checked"), [(0, 0), (3, 2), (-1, 5)])
def test_no_interval_of_nonsense(right: int, checked: int) -> None:
    with pytest.raises(ValueError, match="checked"):
        wilson(right, checked)


def test_kappa_of_two_readers() -> None:
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert kappa(first, second) == pytest.approx(0.4)
    assert kappa([1, 2, 3], [1, 2, 3]) == 1
    assert kappa([], []) is None
    assert kappa([1, 1], [1, 1]) is None, "chance explains everything"
    with pytest.raises(ValueError, match="readings"):
        kappa([1], [])


def test_a_sample_is_drawn_once_for_a_seed_and_apart_from_the_examples() -> None:
    sample = draw(1000, 120, apart=range(500), seed=3)
    assert sample == draw(1000, 120, apart=range(500), seed=3)
    assert sample != draw(1000, 120, apart=range(500), seed=4)
    assert len(set(sample)) == 120
    assert min(sample) >= 500
    assert draw(5, 120, apart=[0]) and len(draw(5, 120, apart=[0])) == 4


def test_certainty_that_is_too_high_is_an_error() -> None:
    assert calibration_error(np.full(100, 0.8), np.arange(100) < 80) == pytest.approx(0)
    assert calibration_error(np.full(100, 1.0), np.arange(100) < 70) == pytest.approx(0.3)


def test_scores_that_promise_too_much_are_damped_and_too_little_raised() -> None:
    chance = np.random.default_rng(0)
    is_in = np.eye(2, dtype=bool)[chance.integers(0, 2, 400)]
    flipped = is_in ^ (chance.random(400) < 0.3)[:, None]
    assert sharpness(flipped * 8.0, is_in, np.ones(400), several=False) < 0.3
    assert sharpness(is_in * 0.5, is_in, np.ones(400), several=False) > 5
    assert sharpness(None, is_in, np.ones(0), several=False) == pytest.approx(np.exp(0.45))
