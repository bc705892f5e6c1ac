"""The job that reads a corpus, and brings the drafter's work on the former run along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civic.analysis import AnalysisError, Comment, Resources, Settings
from civic.config import settings
from civic.core.agencies.queries import names_of_agencies
from civic.core.db.transactions import transaction
from civic.core.jobs import JobContext, Queue, job
from civic.core.places import city_map
from civic.errors import Invalid
from civic.extensions import db
from civic.insights.curation.carry import carry_over
from civic.insights.frames.models import CodeFrame
from civic.insights.frames.queries import as_engine_frame
from civic.insights.runs.actions import JOB, store_result
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import assignments_of, labels_of, latest_run
from civic.modules.corpora import Item

if TYPE_CHECKING:
    from civic.analysis.learning import Frame


@job(JOB, queue=Queue.HEAVY)
def analyse_job(context: JobContext, run_id: int) -> None:
    """Read the corpus, find its themes, store them. One durable step: what was cut short is done again."""
    context.step("analyse", _analyse, context, run_id)


def _analyse(context: JobContext, run_id: int) -> None:
    from civic.analysis.engine import analyse  # late: web pages that start an analysis need no scikit-learn

    run = db.session.get_one(AnalysisRun, run_id)
    if run.finished_at is not None:
        return
    config = settings()
    chosen = Settings(n_themes=run.settings["n_themes"], seed=run.settings["seed"], encoder=config.analysis_encoder)
    resources = Resources(
        n_jobs=config.analysis_jobs, cluster=config.analysis_cluster or None, names=_names_of_the_city()
    )
    frame = _frame_of(run)
    before = latest_run(run.source_kind, run.source_ref, finished=True, before=run_id)
    # Another frame gives other themes, of which nothing can be said that was said of the former ones.
    is_comparable = before is not None and (frame is None or before.settings.get("frame") == run.settings["frame"])
    former_id = before.id if before is not None and is_comparable else None
    former = assignments_of(former_id) if former_id is not None else None
    labels = labels_of(former_id) if former_id is not None else None
    people: set[str] = set()
    comments = _counted(run.source.items(run.source_ref, db.engine), people)
    db.session.rollback()  # the reading takes long: hold no transaction meanwhile
    try:
        # The last steps are for storing: 100 % means that the themes can be seen.
        result = analyse(
            comments,
            chosen,
            lambda percent, doing: context.progress(percent * 95 // 100, doing),
            resources=resources,
            former=former,
            former_labels=labels,
            frame=frame,
        )
    except AnalysisError as error:
        raise Invalid("n_themes", str(error)) from error
    with transaction():
        if store_result(run_id, result, len(people)) and former_id is not None:
            carry_over(run_id, former_id)


def _names_of_the_city() -> frozenset[str]:
    """Of its agencies, districts and villages: none of them is what a theme is about."""
    places = city_map().places
    villages = (village for place in places for village in place.villages)
    return frozenset({*names_of_agencies().values(), *(place.name for place in places), *villages})


def _frame_of(run: AnalysisRun) -> Frame | None:
    """The code frame that a run begins from; one that was removed meanwhile is none."""
    number = run.settings.get("frame")
    kept = db.session.get(CodeFrame, number) if number is not None else None
    return as_engine_frame(kept) if kept is not None else None


def _counted(items: Iterator[Item], people: set[str]) -> Iterator[Comment]:
    """The items as they pass by, as the engine takes them, the people behind them noted."""
    for item in items:
        people.add(item.person)
        yield Comment(str(item.id), item.text, item.person, item.created_at.isoformat())
