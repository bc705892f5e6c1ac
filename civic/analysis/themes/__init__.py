"""Which comments are about one thing.

In: a `Corpus`, and a sentence encoder's vectors where there are any. Out: a fitted `ThemeModel` with the theme of each
comment, how far the themes hold (`measure_stability`), the parts of large ones (`divide`), all of it as `Found`; and
the ids of themes that an earlier reading knew (`theme_ids`). Themes are numbers here: they have no names yet.
"""

from __future__ import annotations

from civic.analysis.themes.chance import above_chance
from civic.analysis.themes.former import former_themes
from civic.analysis.themes.found import Found
from civic.analysis.themes.groups import Groups
from civic.analysis.themes.identity import kept_labels, theme_ids
from civic.analysis.themes.landscape import Landscape, draw_landscape
from civic.analysis.themes.mixture import Mixture
from civic.analysis.themes.model import TOO_FEW, ThemeModel
from civic.analysis.themes.space import Features
from civic.analysis.themes.stability import Stability, measure_stability
from civic.analysis.themes.subthemes import Parts, divide, undivided

__all__ = [
    "TOO_FEW",
    "Features",
    "Found",
    "Groups",
    "Landscape",
    "Mixture",
    "Parts",
    "Stability",
    "ThemeModel",
    "above_chance",
    "divide",
    "draw_landscape",
    "former_themes",
    "kept_labels",
    "measure_stability",
    "theme_ids",
    "undivided",
]
