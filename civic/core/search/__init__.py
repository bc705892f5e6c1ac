"""Search over the whole portal: each module registers how it finds its own things."""

from __future__ import annotations

from civic.core.search.sources import Hit, register
from civic.core.search.views import blueprint
from civic.modules import Module

__all__ = ["Hit", "module", "register"]

module = Module("search", blueprints=(blueprint,))
