"""Which comments speak for a theme."""

from __future__ import annotations

import numpy as np

from civic.analysis.naming.quotes import TOO_ALIKE, _differing


def test_quotes_that_say_the_same_are_not_both_chosen() -> None:
    alike = np.array([[1.0, 0.0], [0.98, np.sqrt(1 - 0.98**2)], [0.0, 1.0]])
    assert TOO_ALIKE < 0.98
    assert _differing(np.array([0.9, 0.89, 0.1]), alike, 3) == [0, 2]
    apart = np.array([[1.0, 0.0], [0.9, np.sqrt(1 - 0.9**2)], [0.0, 1.0]])
    assert sorted(_differing(np.array([0.9, 0.89, 0.1]), apart, 3)) == [0, 1, 2]
