"""Texts with a known theme."""

from __future__ import annotations

from civic.analysis.learning import Features, read_features
from tests.analysis.planted import planted

TEXTS = [comment.text for comment in planted(40)]
THEMES = [comment.id.split("-")[0] for comment in planted(40)]


def features() -> Features:
    return read_features(TEXTS)


def placed(every: int) -> dict[int, str]:
    """Each so-manieth text in its theme, all three themes among them."""
    return {at: THEMES[at] for at in range(0, len(TEXTS), every)}
