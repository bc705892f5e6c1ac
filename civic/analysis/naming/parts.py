"""Names for the parts of themes."""

from __future__ import annotations

import numpy as np

from civic.analysis.naming.names import Name, name_groups
from civic.analysis.naming.wording import Wording
from civic.analysis.themes import Groups, Parts

TERMS = 5


def name_parts(wording: Wording, parts: Parts) -> list[list[Name]]:
    """For each theme its parts' names, the largest first, by what sets each apart from its siblings."""
    return [_named(wording, parts, theme) if count else [] for theme, count in enumerate(parts.counts)]


def _named(wording: Wording, parts: Parts, theme: int) -> list[Name]:
    sampled = np.zeros(len(parts.labels), bool)
    sampled[parts.samples[theme]] = True
    return name_groups(wording.only(sampled), Groups(parts.labels[sampled], parts.counts[theme]), TERMS)
