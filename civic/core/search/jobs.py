"""The job that makes the index anew."""

from __future__ import annotations

from civic.core.jobs import JobContext, job
from civic.core.search.actions import reindex


@job("search.reindex")
def reindex_job(context: JobContext) -> None:
    """Index everything; what is right already is left as it is."""
    reindex(lambda percent: context.progress(percent, "indexing"))
