"""The borders of a theme: who belongs, and who belongs nowhere."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from civic.analysis.arrays import NONE
from civic.analysis.themes.assignment import Learned
from civic.analysis.themes.mixture import Mixture

MIXTURE = Mixture(
    log_words=np.log(np.array([[0.9, 0.1], [0.1, 0.9]])),
    log_shares=np.log(np.array([0.5, 0.5])),
    directions=np.eye(2, dtype=np.float32),
)


def assigned(place: tuple[float, float], words: tuple[int, int], least: float) -> tuple[int, float]:
    places = np.array([place], np.float32)
    found = Learned(MIXTURE, least).assign(csr_matrix(np.array([words], float)), places)
    return int(found.themes[0, 0]), round(float(found.weights[0, 0]), 4)


@pytest.mark.parametrize(
    ("place", "words", "least", "expected"),
    [
        ((1.0, 0.0), (3, 0), 0.3, (0, 1.0)),
        ((0.0, 1.0), (0, 3), 0.3, (1, 1.0)),
        ((0.5, 0.0), (3, 0), 0.5, (0, 0.5)),  # just near enough
        ((0.25, 0.0), (3, 0), 0.5, (NONE, 0.0)),
        ((0.0, 0.0), (0, 0), 0.0, (NONE, 0.0)),  # without a word that anybody else said
    ],
)
def test_a_comment_belongs_where_it_is_near_enough(
    place: tuple[float, float], words: tuple[int, int], least: float, expected: tuple[int, float]
) -> None:
    assert assigned(place, words, least) == expected
