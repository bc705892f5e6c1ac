"""Taking the demonstration city away: everything that was marked as its own, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update

from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.core.audit import record
from civic.core.db.transactions import transaction
from civic.errors import Conflict
from civic.extensions import db
from civic.insights.corpora.sources import CHOSEN, PROCESS
from civic.insights.curation.models import CurationEdit
from civic.insights.frames.models import CodeFrame
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.summaries.models import Summary
from civic.opendata.models import Dataset
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import ConsultationQuestion
from civic.participation.processes.models import Activity, Process


def remove_demo() -> int:
    """Delete the demonstration's processes, data, people and agencies; returns how many processes went.

    Raises Conflict when real processes or data hang on a demonstration agency: they are somebody's work.
    """
    with transaction():
        agencies = select(Agency.id).where(Agency.is_demo)
        real = [
            *db.session.scalars(select(Process.slug).where(Process.agency_id.in_(agencies), ~Process.is_demo)),
            *db.session.scalars(
                select(Activity.slug)
                .outerjoin(Activity.process)
                .where(Activity.agency_id.in_(agencies), Process.is_demo.is_not(True))
            ),
            *db.session.scalars(select(Dataset.slug).where(Dataset.agency_id.in_(agencies), ~Dataset.is_demo)),
        ]
        if real:
            raise Conflict(f"agencies of the demonstration own real work: {', '.join(real[:5])}; move it first")
        processes = db.session.scalars(select(Process.id).where(Process.is_demo)).all()
        activities = select(Activity.id).where(Activity.process_id.in_(processes))
        runs = select(AnalysisRun.id).where(_reads(processes, db.session.scalars(activities).all()))
        people = select(Account.id).where(Account.is_demo)
        _delete_activities(activities, runs)
        for process in db.session.scalars(select(Process).where(Process.is_demo)):
            db.session.delete(process)
        for dataset in db.session.scalars(select(Dataset).where(Dataset.is_demo)):
            db.session.delete(dataset)
        # What demonstration people wrote in real consultations stays, without an author.
        db.session.execute(update(Comment).where(Comment.author_id.in_(people)).values(author_id=None))
        db.session.execute(delete(CodeFrame).where(CodeFrame.agency_id.in_(agencies)))
        db.session.execute(update(CodeFrame).where(CodeFrame.created_by.in_(people)).values(created_by=None))
        db.session.flush()
        db.session.execute(delete(Account).where(Account.is_demo))
        db.session.execute(delete(Agency).where(Agency.is_demo))
        record(None, "demo.removed", None, processes=len(processes))
        return len(processes)


def _reads(processes: Sequence[int], activities: Sequence[int]) -> ColumnElement[bool]:
    """The condition for analyses of these activities, and of these processes whole or in part."""
    return or_(
        AnalysisRun.activity_id.in_(activities),
        and_(AnalysisRun.source_kind == PROCESS, AnalysisRun.source_ref.in_(map(str, processes))),
        *(and_(AnalysisRun.source_kind == CHOSEN, AnalysisRun.source_ref.startswith(f"{p}:")) for p in processes),
    )


def _delete_activities(activities: Select[int], runs: Select[int]) -> None:
    db.session.execute(delete(Summary).where(Summary.activity_id.in_(activities)))
    for table in (CurationEdit, RunAssignment):
        db.session.execute(delete(table).where(table.run_id.in_(runs)))
    db.session.execute(delete(AnalysisRun).where(AnalysisRun.id.in_(runs)))
    db.session.execute(
        update(Comment).where(Comment.activity_id.in_(activities)).values(reply_to_id=None, root_id=None)
    )
    db.session.execute(delete(Comment).where(Comment.activity_id.in_(activities)))
    db.session.execute(delete(ConsultationQuestion).where(ConsultationQuestion.consultation_id.in_(activities)))
    ids = db.session.scalars(activities).all()
    for name in ("consultation", "activity"):
        rows = db.metadata.tables[name]
        db.session.execute(delete(rows).where(rows.c.id.in_(ids)))
