"""Search over the whole portal: each module says what of its rows can be found (`Module.search`)."""

from __future__ import annotations

from civic.core.search import index, models  # noqa: F401 - watches the sessions, registers the table
from civic.core.search.commands import search
from civic.core.search.jobs import reindex_job
from civic.core.search.views import blueprint
from civic.modules import Module

module = Module("search", blueprints=(blueprint,), commands=(search,), jobs=(reindex_job,))
