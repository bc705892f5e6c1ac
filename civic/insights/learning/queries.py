"""Reading what was learned, and what an audit says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from civic.analysis.learning import kappa, wilson
from civic.core.jobs import progress
from civic.extensions import db
from civic.insights.curation.queries import curated_run
from civic.insights.curation.replay import EXCLUDED, Curated, CuratedTheme
from civic.insights.learning.models import AuditItem, AuditVerdict, RunLearning, RunSuggestion
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.modules.corpora import Item

PER_LIST = 20


@dataclass(frozen=True)
class Suggestion:
    """An item with the theme that is suggested for it; `now` is where it stands, None for no theme.

    `copies`: how many items of its campaign stand where it does.
    """

    item: Item
    theme: CuratedTheme
    probability: float
    now: CuratedTheme | None
    copies: int = 1


@dataclass(frozen=True)
class Sampled:
    """An item of the sample and where it stood when it was drawn, None for no theme."""

    item: Item
    stood: CuratedTheme | None


@dataclass(frozen=True)
class Audit:
    """What readers found of a random sample.

    Attributes:
        drawn, checked: items of the sample, and those that at least one reader has judged.
        right: stand where every reader of theirs would put them.
        low, high: bounds of the share that is right (95 %, Wilson), 0 to 1.
        kappa: agreement of the two readers who have judged the most in common, None where nobody has.
    """

    drawn: int
    checked: int
    right: int
    low: float
    high: float
    kappa: float | None


def learning_of(run: AnalysisRun) -> RunLearning | None:
    """The newest learning over a run. By primary key."""
    return db.session.get(RunLearning, run.id)


def is_learning(learning: RunLearning | None) -> bool:
    """Whether the job is under way."""
    state = progress(learning.job_id) if learning is not None and learning.job_id else None
    return state is not None and not state.is_over


def asked_next(run: AnalysisRun, curated: Curated, limit: int = PER_LIST) -> list[Suggestion]:
    """What to read next, the most telling first. Uses ix_run_suggestion_rank."""
    query = _open(run).where(RunSuggestion.rank.is_not(None)).order_by(RunSuggestion.rank)
    return _suggestions(run, curated, query.limit(limit))


def suggested_moves(run: AnalysisRun, curated: Curated, limit: int = PER_LIST) -> list[Suggestion]:
    """Moves that the program is sure of, the surest first; of copies one. Uses ix_run_suggestion_probability."""
    query = _moves(run, curated).order_by(RunSuggestion.probability.desc(), RunSuggestion.item_id)
    return _suggestions(run, curated, query.limit(limit))


def count_of_moves(run: AnalysisRun, curated: Curated) -> int:
    """How many moves are suggested, of copies one."""
    return db.session.scalar(select(func.count()).select_from(_moves(run, curated).subquery())) or 0


def audit_of(run: AnalysisRun, curated: Curated | None = None) -> Audit | None:
    """What readers found, None before anything was judged. Themes that were merged since count as one."""
    stood = _stood(run)
    verdicts = db.session.execute(
        select(AuditVerdict.item_id, AuditVerdict.account_id, AuditVerdict.theme).where(AuditVerdict.run_id == run.id)
    ).all()
    if not verdicts:
        return None
    holder = _holders(curated or curated_run(run))
    said: dict[int, dict[int, int | None]] = defaultdict(dict)
    for item, reader, theme in verdicts:
        said[item][reader] = holder.get(theme)
    right = sum(set(readers.values()) == {holder.get(stood[item])} for item, readers in said.items())
    interval = wilson(right, len(said))
    both = _read_by_two(said.values())
    agreement = kappa([one for one, _other in both], [other for _one, other in both])
    return Audit(len(stood), len(said), right, interval.low, interval.high, agreement)


def sample_size(run: AnalysisRun) -> int:
    """How many items were drawn, 0 before."""
    return db.session.scalar(select(func.count()).where(AuditItem.run_id == run.id)) or 0


def to_judge(run: AnalysisRun, curated: Curated, reader_id: int, limit: int = PER_LIST) -> list[Sampled]:
    """Items of the sample that a reader has not judged, in the order they were drawn; gone ones are left out."""
    judged = select(AuditVerdict.item_id).where(AuditVerdict.run_id == run.id, AuditVerdict.account_id == reader_id)
    query = select(AuditItem).where(AuditItem.run_id == run.id, AuditItem.item_id.not_in(judged))
    rows = db.session.scalars(query.order_by(AuditItem.position)).all()
    shown = run.source.shown([row.item_id for row in rows])
    found = [
        Sampled(shown[row.item_id], curated.holding(row.stood) if row.stood is not None else None)
        for row in rows
        if row.item_id in shown
    ]
    return found[:limit]


def _open(run: AnalysisRun) -> Select[RunSuggestion, int | None, int | None]:
    """Suggestions for items that no drafter has placed or set aside since."""
    columns = RunSuggestion, RunAssignment.home, RunAssignment.campaign
    same = and_(RunAssignment.run_id == RunSuggestion.run_id, RunAssignment.item_id == RunSuggestion.item_id)
    query = select(*columns).join(RunAssignment, same).where(RunSuggestion.run_id == run.id)
    is_read = or_(RunAssignment.home.is_(None), RunAssignment.home != EXCLUDED)
    return query.where(RunAssignment.is_placed.is_(False), is_read)


def _moves(run: AnalysisRun, curated: Curated) -> Select[RunSuggestion, int | None, int | None]:
    elsewhere: list[ColumnElement[bool]] = [
        or_(RunSuggestion.theme != theme.number, RunAssignment.home.is_(None), RunAssignment.home.not_in(theme.sources))
        for theme in curated.themes
    ]
    first = or_(RunAssignment.campaign.is_(None), RunAssignment.campaign == RunAssignment.item_id)
    return _open(run).where(RunSuggestion.rank.is_(None), first, *elsewhere)


def _suggestions(
    run: AnalysisRun, curated: Curated, query: Select[RunSuggestion, int | None, int | None]
) -> list[Suggestion]:
    rows = db.session.execute(query).tuples().all()
    shown = run.source.shown([row.item_id for row, _home, _campaign in rows])
    copies = _copies(run, [campaign for _row, _home, campaign in rows if campaign is not None])
    found = []
    for row, home, campaign in rows:
        theme = curated.holding(row.theme)
        if theme is not None and row.item_id in shown:
            now = curated.holding(home) if home is not None else None
            together = copies.get((campaign, home), 1)
            found.append(Suggestion(shown[row.item_id], theme, row.probability, now, together))
    return found


def _copies(run: AnalysisRun, campaigns: list[int]) -> dict[tuple[int | None, int | None], int]:
    """How many copies of each of these campaigns stand in each theme. Uses ix_run_assignment_campaign."""
    columns = RunAssignment.campaign, RunAssignment.home
    query = select(*columns, func.count()).where(RunAssignment.run_id == run.id, RunAssignment.campaign.in_(campaigns))
    rows = db.session.execute(query.group_by(*columns)).tuples() if campaigns else ()
    return {(campaign, home): count for campaign, home, count in rows}


def _stood(run: AnalysisRun) -> dict[int, int | None]:
    rows = db.session.execute(select(AuditItem.item_id, AuditItem.stood).where(AuditItem.run_id == run.id))
    return dict(rows.tuples().all())


def _holders(curated: Curated) -> dict[int | None, int]:
    return {source: theme.number for theme in curated.themes for source in theme.sources}


def _read_by_two(said: Iterable[dict[int, int | None]]) -> list[tuple[int | None, int | None]]:
    """Both readings of every item that the two readers with the most items in common have judged."""
    readings = list(said)
    pairs = Counter(pair for readers in readings for pair in combinations(sorted(readers), 2))
    if not pairs:
        return []
    one, other = min(pairs, key=lambda pair: (-pairs[pair], pair))
    return [(readers[one], readers[other]) for readers in readings if one in readers and other in readers]
