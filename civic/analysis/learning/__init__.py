"""Themes that learn from what a person has placed.

In: the texts of a corpus as `Features`, the theme that each stands in now, and what a person has placed. Out: how
likely each theme is for each text (`learn`), which texts to ask about next (`to_ask`), moves it is sure of
(`sure_moves`; the caller asks before making one), and how far all this can be trusted (`audit`). A `Frame` keeps themes
with their examples for the next consultation.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from civic.analysis.learning.audit import Interval, draw, kappa, wilson

if TYPE_CHECKING:
    from civic.analysis.learning.asking import to_ask
    from civic.analysis.learning.features import Features, read_features
    from civic.analysis.learning.frame import Frame, FrameTheme, read_frame
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
    "read_frame",
    "sure_moves",
    "to_ask",
    "wilson",
]

_LATE = {
    "asking": ("to_ask",),
    "features": ("Features", "read_features"),
    "frame": ("Frame", "FrameTheme", "read_frame"),
    "learner": ("Learned", "Placement", "learn"),
    "moves": ("Move", "sure_moves"),
}


def __getattr__(name: str) -> Any:
    """Load scikit-learn only when somebody learns: web pages tell of audits, and need nothing else."""
    for module, names in _LATE.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
