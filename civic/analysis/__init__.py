"""Comments in, themes out: a pure package on scikit-learn that knows nothing of the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from civic.analysis.errors import AnalysisError
from civic.analysis.text import mask
from civic.analysis.types import GRAINS, Comment, Resources, Settings

if TYPE_CHECKING:
    from civic.analysis.engine import analyse
    from civic.analysis.result import Result
    from civic.analysis.themes import ThemeModel

__all__ = ["GRAINS", "AnalysisError", "Comment", "Resources", "Result", "Settings", "ThemeModel", "analyse", "mask"]


def __getattr__(name: str) -> Any:
    """Load scikit-learn only when somebody analyses: web pages need the types alone."""
    if name == "analyse":
        from civic.analysis.engine import analyse

        return analyse
    if name == "ThemeModel":
        from civic.analysis.themes import ThemeModel

        return ThemeModel
    if name == "Result":
        from civic.analysis.result import Result

        return Result
    raise AttributeError(name)
