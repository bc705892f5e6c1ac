"""The job that reads a corpus."""

from __future__ import annotations

from civic.analysis import AnalysisError, Settings
from civic.core.jobs import JobContext, job
from civic.errors import Invalid
from civic.extensions import db
from civic.insights.runs.actions import JOB, store_result
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import corpus


@job(JOB)
def analyse_job(context: JobContext, run_id: int) -> None:
    """Read the corpus, find its themes, store them. One durable step: what was cut short is done again."""
    context.step("analyse", _analyse, context, run_id)


def _analyse(context: JobContext, run_id: int) -> None:
    from civic.analysis.engine import analyse

    run = db.session.get_one(AnalysisRun, run_id)
    if run.finished_at is not None:
        return
    settings = Settings(n_themes=run.settings["n_themes"], seed=run.settings["seed"])
    comments = list(corpus(run.activity_id))
    db.session.rollback()  # the reading takes long: hold no transaction meanwhile
    try:
        # The last steps are for storing: 100 % means that the themes can be seen.
        result = analyse(comments, settings, lambda percent, doing: context.progress(percent * 95 // 100, doing))
    except AnalysisError as error:
        raise Invalid("n_themes", str(error)) from error
    store_result(run_id, result, len({comment.author for comment in comments}))
