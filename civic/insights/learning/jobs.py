"""The job that learns from what drafters have placed, and stores what it suggests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.jobs import JobContext, Queue, job
from civic.extensions import db
from civic.insights.curation.queries import curated_run, placed_of
from civic.insights.curation.replay import EXCLUDED, Curated
from civic.insights.learning.actions import JOB
from civic.insights.learning.kept import features_of
from civic.insights.learning.models import AuditItem, RunLearning, RunSuggestion
from civic.insights.runs.models import AnalysisRun, RunAssignment

TO_READ = 60  # three lists of a page: so many are worth asking about before it learns anew
MOST_MOVES = 5_000
CHUNK = 5_000


@dataclass(frozen=True)
class Read:
    """What one learning reads: of n items the number, the text, the theme it stands in, and its campaign."""

    items: list[int]
    texts: list[str]
    themes: list[int | None]
    campaigns: list[int | None]


@job(JOB, queue=Queue.HEAVY)
def learn_job(context: JobContext, run_id: int) -> None:
    """Read the items, learn, store. One durable step: what was cut short is done again."""
    context.step("learn", _learn, context, run_id)


def _learn(context: JobContext, run_id: int) -> None:
    from civic.analysis.learning import learn, sure_moves, to_ask  # late: pages need no scikit-learn

    run = db.session.get_one(AnalysisRun, run_id)
    curated = curated_run(run)
    context.progress(5, "reading")
    read = _read(run, curated)
    apart = set(db.session.scalars(select(AuditItem.item_id).where(AuditItem.run_id == run_id)))
    by_hand = placed_of(run, curated)
    db.session.rollback()  # the learning takes long: hold no transaction meanwhile
    placed, kept_apart = {}, set()
    for position, item in enumerate(read.items):
        if item in apart:  # what a sample is to judge is not learned from
            kept_apart.add(position)
        elif item in by_hand:
            placed[position] = by_hand[item]
    features = features_of(read.texts, read.campaigns)
    context.progress(60, "learning")
    examples = {position: theme for position, theme in placed.items() if theme is not None}
    learned = learn(features, examples, read.themes)
    settled = {*placed, *kept_apart}
    asked = to_ask(features, learned, settled, TO_READ) if learned.themes else []
    moves = sure_moves(features, learned, read.themes, placed)[:MOST_MOVES]
    rows: dict[int, tuple[Any, float, int | None]] = {
        move.position: (move.to, move.probability, None) for move in moves
    }
    rows |= {
        position: (learned.best[position], float(learned.certainty[position]), rank)
        for rank, position in enumerate(asked)
    }
    _store(run_id, learned.examples, [(read.items[position], *row) for position, row in rows.items()])


def _read(run: AnalysisRun, curated: Curated) -> Read:
    """The items that the run has read and that may still be read, those set aside left out."""
    columns = RunAssignment.item_id, RunAssignment.home, RunAssignment.campaign
    rows = db.session.execute(select(*columns).where(RunAssignment.run_id == run.id))
    stands = {row.item_id: (row.home, row.campaign) for row in rows if row.home != EXCLUDED}
    holder = {source: theme.number for theme in curated.themes for source in theme.sources}
    read = Read([], [], [], [])
    for item, text in _texts(run):
        if item in stands:
            home, campaign = stands[item]
            read.items.append(item)
            read.texts.append(text)
            read.themes.append(None if home is None else holder.get(home))
            read.campaigns.append(campaign)
    return read


def _texts(run: AnalysisRun) -> Iterator[tuple[int, str]]:
    return ((item.id, item.text) for item in run.source.items(run.source_ref, db.engine))


def _store(run_id: int, examples: int, rows: list[tuple[int, Any, float, int | None]]) -> None:
    with transaction():
        db.session.execute(delete(RunSuggestion).where(RunSuggestion.run_id == run_id))
        names = "item_id", "theme", "probability", "rank"
        for some in _batches(rows):
            db.session.execute(
                insert(RunSuggestion), [{"run_id": run_id} | dict(zip(names, row, strict=True)) for row in some]
            )
        learning = db.session.get_one(RunLearning, run_id)
        learning.examples, learning.learned_at = examples, utcnow()


def _batches(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
