"""Reading runs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from civic.core.accounts.models import Account, RoleGrant
from civic.errors import NotFound
from civic.extensions import db
from civic.insights.corpora.sources import CHOSEN, PROCESS
from civic.insights.permissions import PERMISSIONS, InsightPermission
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunDuplicate, RunTheme
from civic.modules.corpora import Corpus

CHUNK = 1_000


@dataclass(frozen=True)
class CampaignView:
    """A campaign as the workbench shows it.

    Attributes:
        people: different senders, None where they were not counted.
        representative: the copy that is shown for all; None where none is shown any more.
    """

    size: int
    people: int | None
    first: datetime | None
    last: datetime | None
    representative: int | None
    differences: tuple[str, ...]


def assignments_of(run_id: int) -> dict[str, int | None]:
    """The engine's theme of every item of a run, read in chunks. Uses the primary key (run, item)."""
    query = select(RunAssignment.item_id, RunAssignment.theme).where(RunAssignment.run_id == run_id)
    rows = db.session.execute(query.execution_options(yield_per=CHUNK))
    return {str(row.item_id): row.theme for row in rows}


def labels_of(run_id: int) -> dict[int, str]:
    """The engine's label of every theme of a run. Uses the primary key (run, number)."""
    query = select(RunTheme.number, RunTheme.label).where(RunTheme.run_id == run_id)
    return {row.number: row.label for row in db.session.execute(query)}


def item_ids(run_id: int) -> Select[int]:
    """A query for the ids of all items of a run. Uses the primary key."""
    return select(RunAssignment.item_id).where(RunAssignment.run_id == run_id)


def gone_items(run: AnalysisRun) -> frozenset[int]:
    """Items that a run has read and that are no longer shown: nothing that was said in them is told."""
    return run.source.gone(item_ids(run.id))


def corrected_items(run: AnalysisRun, since: datetime | None = None) -> frozenset[int]:
    """Items whose authors have changed what they say since then (before the run read them, unless told otherwise)."""
    return run.source.corrected(item_ids(run.id), since or run.created_at)


def campaigns_of(run: AnalysisRun, limit: int = 20) -> list[CampaignView]:
    """The largest campaigns of a run. Uses the primary key (run, representative)."""
    query = select(RunDuplicate).where(RunDuplicate.run_id == run.id)
    rows = db.session.scalars(query.order_by(RunDuplicate.size.desc(), RunDuplicate.representative).limit(limit)).all()
    gone = gone_items(run) if rows else frozenset()
    corrected = corrected_items(run) if rows else frozenset()
    return [_campaign(row, gone, corrected) for row in rows]


def _campaign(row: RunDuplicate, gone: frozenset[int], corrected: frozenset[int]) -> CampaignView:
    """Where copies are gone, another one stands for all; nothing is told of where they differed before."""
    is_whole = (gone | corrected).isdisjoint(row.members)
    shown = row.representative if row.representative not in gone else None
    if shown is None:
        shown = next((number for number in row.members if number not in gone), None)
    return CampaignView(row.size, row.people, row.first, row.last, shown, tuple(row.differences) if is_whole else ())


def campaign_totals(run_id: int) -> tuple[int, int]:
    """How many campaigns a run has, and how many comments are in them."""
    columns = func.count(), func.coalesce(func.sum(RunDuplicate.size), 0)
    row = db.session.execute(select(*columns).where(RunDuplicate.run_id == run_id)).one()
    return int(row[0]), int(row[1])


def run_by_id(run_id: int) -> AnalysisRun:
    """A run; raises NotFound."""
    run = db.session.get(AnalysisRun, run_id)
    if run is None:
        raise NotFound
    return run


def finished_run(run_id: int) -> AnalysisRun:
    """As `run_by_id`, but only a run whose themes are there."""
    run = run_by_id(run_id)
    if run.finished_at is None:
        raise NotFound
    return run


def runs_of(corpus: Corpus, limit: int = 20) -> list[AnalysisRun]:
    """The runs over a corpus, newest first. Uses ix_analysis_run_source."""
    query = select(AnalysisRun).where(_is_over(corpus.kind, corpus.ref))
    return list(db.session.scalars(query.order_by(AnalysisRun.id.desc()).limit(limit)))


def runs_of_parts(corpus: Corpus, limit: int = 20) -> list[AnalysisRun]:
    """Of a process the finished runs over chosen activities, newest first. Uses ix_analysis_run_source."""
    if corpus.kind != PROCESS:
        return []
    query = select(AnalysisRun).where(
        AnalysisRun.source_kind == CHOSEN,
        AnalysisRun.source_ref.startswith(f"{corpus.ref}:"),
        AnalysisRun.finished_at.is_not(None),
    )
    return list(db.session.scalars(query.order_by(AnalysisRun.id.desc()).limit(limit)))


def latest_run(kind: str, ref: str, *, finished: bool = False, before: int | None = None) -> AnalysisRun | None:
    """The newest run over a corpus; `finished` only, or only those before another. Uses ix_analysis_run_source."""
    query = select(AnalysisRun).where(_is_over(kind, ref))
    if finished:
        query = query.where(AnalysisRun.finished_at.is_not(None))
    if before is not None:
        query = query.where(AnalysisRun.id < before)
    return db.session.scalar(query.order_by(AnalysisRun.id.desc()).limit(1))


def themes_found_since(earlier: AnalysisRun, later: AnalysisRun) -> set[int] | None:
    """Numbers that readings of the same corpus gave to themes found anew, after one and up to another.

    None where the later one does not go back to the earlier one: between them one has begun from another code frame.
    Uses ix_analysis_run_source.
    """
    query = select(AnalysisRun.id, AnalysisRun.carried).where(
        _is_over(later.source_kind, later.source_ref), AnalysisRun.id > earlier.id, AnalysisRun.id <= later.id
    )
    carried: dict[int, dict[str, Any]] = dict(db.session.execute(query).tuples().all())
    found: set[int] = set()
    number = later.id
    while number in carried:
        found.update(carried[number].get("new", []))
        number = carried[number].get("run", 0)
    return found if number == earlier.id else None


def newest_runs(kind: str, refs: Collection[str]) -> dict[str, int]:
    """Newest finished run over each of these corpora. Uses ix_analysis_run_source."""
    query = (
        select(AnalysisRun.source_ref, func.max(AnalysisRun.id))
        .where(AnalysisRun.source_kind == kind, AnalysisRun.source_ref.in_(refs), AnalysisRun.finished_at.is_not(None))
        .group_by(AnalysisRun.source_ref)
    )
    return dict(db.session.execute(query).tuples().all())


def _is_over(kind: str, ref: str) -> ColumnElement[bool]:
    return and_(AnalysisRun.source_kind == kind, AnalysisRun.source_ref == ref)


def staff_of(run: AnalysisRun, permission: InsightPermission, limit: int = 200) -> list[Account]:
    """Who holds a permission by a role within the agency of a run, by name."""
    roles = [role for role, held in PERMISSIONS.items() if permission in held]
    grants = select(RoleGrant.account_id).where(RoleGrant.role.in_(roles), RoleGrant.agency_id == run.agency_id)
    query = select(Account).where(Account.id.in_(grants), Account.disabled_at.is_(None), Account.erased_at.is_(None))
    return list(db.session.scalars(query.order_by(Account.name).limit(limit)))
