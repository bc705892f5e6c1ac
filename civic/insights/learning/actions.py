"""Asking to learn, placing what was read, drawing a sample for an audit, and judging it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import insert, select

from civic.analysis.learning import draw
from civic.core.accounts.models import Account
from civic.core.audit import record
from civic.core.db.transactions import locked, transaction
from civic.core.jobs import enqueue
from civic.core.permissions import require
from civic.errors import Invalid, NotFound
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import chunks, curated_run
from civic.insights.curation.replay import EXCLUDED, Curated
from civic.insights.learning.models import AuditItem, AuditVerdict, RunLearning
from civic.insights.learning.queries import is_learning
from civic.insights.permissions import InsightPermission
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.runs.queries import gone_items

JOB = "insights.learn"
SAMPLE = 120  # at 90 % right the interval is eleven points wide
Placements = Mapping[int, int | None]  # item to theme, None for no theme


def ask_to_learn(actor: Account, run: AnalysisRun) -> RunLearning:
    """Have the program learn from what was placed; where it is learning already, that will do."""
    with transaction():
        require(actor, InsightPermission.CURATE, run)
        locked(run)
        learning = db.session.get(RunLearning, run.id) or RunLearning(run_id=run.id)
        if not is_learning(learning):
            db.session.add(learning)
            learning.job_id = enqueue(db.session.connection(), JOB, {"run_id": run.id})
            record(actor, "learning.asked", run)
        return learning


def place(actor: Account, run: AnalysisRun, placements: Placements) -> int:
    """Put items where a drafter wants them, with their copies, and learn from it; how many items were named.

    Where an item stands already it is confirmed. All or nothing.

    Raises:
        Invalid: nothing was chosen, or a theme is gone.
        NotFound, NotPermitted.
    """
    if not placements:
        raise Invalid("placements", _("Choose a theme for at least one comment."))
    with transaction():
        require(actor, InsightPermission.CURATE, run)
        curated = curated_run(run)
        for (theme, is_there), items in _together(run, curated, placements).items():
            kind = EditKind.CONFIRM if is_there else EditKind.MOVE
            edit(actor, run, kind, {"comments": items, "theme": theme, "copies": "1"})
        ask_to_learn(actor, run)
    return len(placements)


def draw_audit(actor: Account, run: AnalysisRun) -> int:
    """Draw the sample of a run, once: of what no drafter has placed, each item as likely as any other; its size."""
    with transaction():
        require(actor, InsightPermission.CURATE, run)
        locked(run)
        drawn = db.session.scalars(select(AuditItem.item_id).where(AuditItem.run_id == run.id)).all()
        if drawn:
            return len(drawn)
        query = select(RunAssignment.item_id, RunAssignment.home).where(
            RunAssignment.run_id == run.id, RunAssignment.is_placed.is_(False)
        )
        gone = gone_items(run)
        rows = [row for row in db.session.execute(query.order_by(RunAssignment.item_id)) if row.item_id not in gone]
        rows = [row for row in rows if row.home != EXCLUDED]
        if not rows:
            raise Invalid("sample", _("Every comment has been placed by hand: there is nothing left to check."))
        sample = [rows[position] for position in draw(len(rows), SAMPLE, seed=run.id)]
        db.session.execute(
            insert(AuditItem),
            [
                {"run_id": run.id, "item_id": row.item_id, "position": position, "stood": row.home}
                for position, row in enumerate(sample)
            ],
        )
        record(actor, "audit.drawn", run, comments=len(sample))
        return len(sample)


def judge(actor: Account, run: AnalysisRun, verdicts: Placements) -> int:
    """Say where items of the sample belong; a reader may change their mind. How many were judged.

    Raises:
        Invalid: nothing was judged, or a theme is gone.
        NotFound: an item is not of the sample.
    """
    if not verdicts:
        raise Invalid("verdicts", _("Judge at least one comment."))
    with transaction():
        require(actor, InsightPermission.CURATE, run)
        locked(run)
        curated = curated_run(run)
        drawn = set(db.session.scalars(select(AuditItem.item_id).where(AuditItem.run_id == run.id)))
        for item, theme in verdicts.items():
            if item not in drawn:
                raise NotFound
            _check(curated, theme)
            key = {"run_id": run.id, "item_id": item, "account_id": actor.id}
            verdict = db.session.get(AuditVerdict, key) or AuditVerdict(**key)
            verdict.theme = theme
            db.session.add(verdict)
        record(actor, "audit.judged", run, comments=len(verdicts))
        return len(verdicts)


def _together(run: AnalysisRun, curated: Curated, placements: Placements) -> dict[tuple[int | None, bool], list[int]]:
    """The items of each edit: those that go to one theme, and those that are there."""
    found: dict[tuple[int | None, bool], list[int]] = {}
    homes = _homes(run, placements)
    for item, theme in placements.items():
        if item not in homes:
            raise NotFound
        _check(curated, theme)
        home = homes[item]
        stands = curated.holding(home) if home is not None else None
        is_there = home != EXCLUDED and (stands.number if stands else None) == theme
        found.setdefault((theme, is_there), []).append(item)
    return found


def _homes(run: AnalysisRun, items: Placements) -> dict[int, int | None]:
    query = select(RunAssignment.item_id, RunAssignment.home).where(RunAssignment.run_id == run.id)
    return {
        row.item_id: row.home
        for some in chunks(items)
        for row in db.session.execute(query.where(RunAssignment.item_id.in_(some)))
    }


def _check(curated: Curated, theme: int | None) -> None:
    if theme is not None and curated.theme(theme) is None:
        raise Invalid("theme", _("A theme that you chose was merged into another one meanwhile. Choose again."))
