"""Search over the whole portal: each module says what of its rows can be found (`Module.search`)."""

from __future__ import annotations

from datetime import timedelta

from civic.core.search import index, models  # noqa: F401 - watches the sessions, registers the table
from civic.core.search.commands import search
from civic.core.search.jobs import debts_job, reindex_job
from civic.core.search.views import blueprint
from civic.modules import Module, Schedule

module = Module(
    "search",
    blueprints=(blueprint,),
    commands=(search,),
    jobs=(reindex_job, debts_job),
    schedules=(Schedule(debts_job.name, timedelta(minutes=15)),),
)
