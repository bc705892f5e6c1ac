"""The jobs that make the index anew, and try again what could not be indexed."""

from __future__ import annotations

from civic.core.jobs import JobContext, job
from civic.core.search.actions import pay_debts, reindex


@job("search.reindex")
def reindex_job(context: JobContext) -> None:
    """Index everything; what is right already is left as it is."""
    reindex(lambda percent: context.progress(percent, "indexing"))


@job("search.pay_debts")
def debts_job(_context: JobContext) -> None:
    """Rows whose source failed are found again soon after it works."""
    pay_debts()
