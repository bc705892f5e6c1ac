"""The notice that the comments are read."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from civic.core.notices.actions import notify
from civic.insights.runs.models import AnalysisRun
from civic.modules import NoticeKind

FINISHED = "analysis.finished"

KINDS = (
    NoticeKind(
        FINISHED,
        _l("My analysis has finished"),
        _l("The analysis has finished: %(title)s"),
        _l("%(comments)s comments are read. Check the themes, answer them and publish the summary."),
        endpoint="workbench.run",
        arguments=("run_id",),
    ),
)


def on_finished(run: AnalysisRun) -> None:
    """A word to whoever asked for it; within the transaction that stores the result, so that it comes once."""
    values = {"run_id": run.id, "title": run.corpus.title, "comments": run.comment_count}
    notify(run.created_by, FINISHED, str(run.id), **values)
