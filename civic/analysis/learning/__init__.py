"""Themes that learn from what a person has placed.

In: the texts of a corpus as `Features`, the theme that each stands in now, and what a person has placed. Out: how
likely each theme is for each text (`learn`), which texts to ask about next (`to_ask`), moves it is sure of
(`sure_moves`; the caller asks before making one), and how far all this can be trusted (`audit`). A `Frame` keeps themes
with their examples for the next consultation.
"""

from __future__ import annotations

from civic.analysis.learning.asking import to_ask
from civic.analysis.learning.audit import Interval, draw, kappa, wilson
from civic.analysis.learning.features import Features, read_features
from civic.analysis.learning.frame import Frame, FrameTheme
from civic.analysis.learning.learner import Learned, Placement, learn
from civic.analysis.learning.moves import Move, sure_moves

__all__ = [
    "Features",
    "Frame",
    "FrameTheme",
    "Interval",
    "Learned",
    "Move",
    "Placement",
    "draw",
    "kappa",
    "learn",
    "read_features",
    "sure_moves",
    "to_ask",
    "wilson",
]
