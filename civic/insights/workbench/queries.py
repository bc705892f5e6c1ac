"""What the workbench's first page lists, and what colleagues share over a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import func, select

from civic.core.accounts.models import Account
from civic.core.permissions import scope
from civic.extensions import db
from civic.insights.corpora.sources import ACTIVITY
from civic.insights.curation.models import CurationEdit, EditKind
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.queries import newest_runs, staff_of
from civic.insights.summaries.models import Summary
from civic.modules import registry
from civic.modules.corpora import Corpus
from civic.modules.parts import Text

NONE: Sequence[Corpus] = ()


@dataclass(frozen=True)
class WorkbenchItem:
    """A corpus with its newest finished run and newest edition."""

    corpus: Corpus
    run_id: int | None
    edition: int | None


@dataclass(frozen=True)
class Shelf:
    """What one source offers."""

    label: Text
    corpora: list[WorkbenchItem]


def shelves(actor: Any, limit: int = 100) -> list[Shelf]:
    """The newest corpora that the actor may analyse, by source; those that offer none are left out.

    A few queries for each source; one that fails is told as failing, and the others are there.
    """
    covers = scope(actor, InsightPermission.ANALYSE).covers
    found = registry()
    filled = []
    for source in found.corpora:
        offer: Callable[[], Sequence[Corpus]] = partial(source.offered, covers, limit)
        corpora = found.attempt(source, f"corpus {source.kind}", offer, NONE)
        if corpora:
            refs = [corpus.ref for corpus in corpora]
            runs = newest_runs(source.kind, refs)
            editions = _editions(refs) if source.kind == ACTIVITY else {}
            items = [WorkbenchItem(corpus, runs.get(corpus.ref), editions.get(corpus.ref)) for corpus in corpora]
            filled.append(Shelf(source.label, items))
    return filled


def _editions(refs: list[str]) -> dict[str, int]:
    """Number of the newest edition of each of these activities. Uses the unique index on (activity_id, number)."""
    query = select(Summary.activity_id, func.max(Summary.number)).where(Summary.activity_id.in_(map(int, refs)))
    return {str(row[0]): row[1] for row in db.session.execute(query.group_by(Summary.activity_id))}


@dataclass(frozen=True)
class Remark:
    """What a colleague has said about a theme."""

    text: str
    person: str
    at: datetime


def remarks_of(run_id: int, number: int, limit: int = 50) -> list[Remark]:
    """What colleagues have said to each other about a theme, the newest first. Uses the index on (run_id, seq)."""
    query = select(CurationEdit.data, CurationEdit.at, Account.name).outerjoin(Account)
    query = query.where(CurationEdit.run_id == run_id, CurationEdit.kind == EditKind.REMARK)
    rows = db.session.execute(query.order_by(CurationEdit.seq.desc()))
    found = (Remark(row.data["text"], row.name or "", row.at) for row in rows if row.data["theme"] == number)
    return list(islice(found, limit))


def colleagues_of(run: AnalysisRun) -> list[Account]:
    """Who may answer the themes of a run, by name."""
    return staff_of(run, InsightPermission.CURATE)
