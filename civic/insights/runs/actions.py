"""Starting an analysis, and storing what it found."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import insert

from civic.analysis import Result
from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.jobs import enqueue, progress
from civic.core.permissions import require
from civic.core.transactions import transaction
from civic.core.types import utcnow
from civic.errors import Conflict, Invalid
from civic.extensions import db
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunDuplicate, RunTheme
from civic.insights.runs.queries import latest_run
from civic.participation.processes.models import Activity

BATCH = 2_000
MAX_THEMES = 60
JOB = "insights.analyse"


class AnalysisUnderWay(Conflict):
    """The comments are being read already."""

    default = _l("These comments are being analysed already. Wait until it has finished.")


def start_analysis(actor: Account, activity: Activity, n_themes: int | str = "auto") -> AnalysisRun:
    """Ask for a run; row and job are stored together. Raises Invalid, AnalysisUnderWay, NotPermitted."""
    with transaction():
        run = _new_run(actor, activity, n_themes)
        last = latest_run(activity.id, before=run.id)
        if last is not None and last.finished_at is None and is_under_way(last):
            raise AnalysisUnderWay
        run.job_id = enqueue(db.session.connection(), JOB, {"run_id": run.id})
        return run


def prepare_here(actor: Account | None, activity: Activity, n_themes: int | str = "auto") -> AnalysisRun:
    """A run that the caller will carry out in its own process, as the command line does."""
    with transaction():
        return _new_run(actor, activity, n_themes)


def is_under_way(run: AnalysisRun) -> bool:
    """Whether the run's job may still finish."""
    state = progress(run.job_id)
    return run.finished_at is None and state is not None and not state.is_over


def store_result(run_id: int, result: Result, people_count: int) -> None:
    """Keep what the engine found, once: a second call for the same run changes nothing."""
    with transaction():
        run = db.session.get_one(AnalysisRun, run_id, with_for_update=True)
        if run.finished_at is not None:
            return
        for theme in result.themes:
            db.session.add(
                RunTheme(
                    run_id=run.id,
                    number=theme.id,
                    label=theme.label[:200],
                    terms=list(theme.terms),
                    size=theme.size,
                    quotes=[int(number) for number in theme.quotes],
                )
            )
        for group in result.duplicates:
            db.session.add(
                RunDuplicate(
                    run_id=run.id,
                    representative=int(group.representative),
                    members=[int(number) for number in group.ids],
                    size=len(group.ids),
                )
            )
        db.session.flush()
        _store_assignments(run_id, result)
        run.engine, run.metrics = result.engine, vars(result.metrics)
        run.comment_count, run.people_count = len(result.assignments), people_count
        run.unassigned_count = sum(theme is None for theme in result.assignments.values())
        run.finished_at = utcnow()
        record(None, "analysis.finished", run, themes=len(result.themes))


def _new_run(actor: Account | None, activity: Activity, n_themes: int | str) -> AnalysisRun:
    if actor is not None:
        require(actor, InsightPermission.ANALYSE, activity)
    if n_themes != "auto" and not (isinstance(n_themes, int) and 2 <= n_themes <= MAX_THEMES):
        raise Invalid("n_themes", _("Give a number from 2 to %(max)s, or leave it to the program.", max=MAX_THEMES))
    if not activity.comment_count:
        raise Invalid("n_themes", _("There are no comments to read yet."))
    run = AnalysisRun(
        activity=activity, settings={"n_themes": n_themes, "seed": 0}, created_by=actor.id if actor else None
    )
    db.session.add(run)
    db.session.flush()
    record(actor, "analysis.started", run, activity=activity.id, themes=n_themes)
    return run


def _store_assignments(run_id: int, result: Result) -> None:
    batch: list[dict[str, Any]] = []
    for comment_id, theme in result.assignments.items():
        weight = result.weights.get(comment_id, 0.0)
        batch.append({"run_id": run_id, "comment_id": int(comment_id), "theme": theme, "weight": weight})
        if len(batch) == BATCH:
            db.session.execute(insert(RunAssignment), batch)
            batch = []
    if batch:
        db.session.execute(insert(RunAssignment), batch)
