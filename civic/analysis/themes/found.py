"""All that is known of themes before they are named."""

from __future__ import annotations

from dataclasses import dataclass

from civic.analysis.corpus import Placed
from civic.analysis.themes.groups import Groups
from civic.analysis.themes.landscape import Landscape
from civic.analysis.themes.model import ThemeModel
from civic.analysis.themes.stability import Stability
from civic.analysis.themes.subthemes import Parts


@dataclass(frozen=True)
class Found:
    """The themes of m comments.

    Attributes:
        model: fitted.
        placed: what the comments say and where they lie.
        stability: how far the themes hold.
        parts: of the large themes.
        landscape: the themes in two dimensions.
    """

    model: ThemeModel
    placed: Placed
    stability: Stability
    parts: Parts
    landscape: Landscape

    @property
    def themes(self) -> Groups:
        """The theme of each comment."""
        return self.model.groups_
