"""Reading a run as the drafter left it, and the comments behind each theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from civic.analysis import mask
from civic.core.accounts.models import Account
from civic.core.db.pagination import Page, keyset
from civic.extensions import db
from civic.insights.curation.models import CurationEdit, EditKind
from civic.insights.curation.replay import Curated, CuratedTheme, Edit, Part, curate
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunTheme
from civic.participation.comments.models import GONE, Comment, CommentState
from civic.participation.comments.opinions import Opinions, agrees, disagrees, sum_of_opinions
from civic.participation.comments.people import person_key
from civic.participation.comments.queries import author_label

PER_PAGE = 50


@dataclass(frozen=True)
class Member:
    """A comment behind a theme, and why it is there.

    Of a comment that is no longer shown only its number is told: text, author, words and opinions are empty.

    Attributes:
        weight: 0 to 1, how strongly it belongs.
        terms: its own words that brought it here; none where a drafter moved it by hand.
        second: another theme that it touches as well.
    """

    id: int
    text: str
    author: str
    weight: float
    terms: list[str]
    second: CuratedTheme | None
    opinions: Opinions
    is_moved: bool
    is_gone: bool


def edits_of(run_id: int, until: int | None = None) -> list[Edit]:
    """The log of a run, in order; `until` leaves out what came later. Uses the unique index on (run_id, seq)."""
    query = select(CurationEdit.seq, CurationEdit.kind, CurationEdit.data).where(CurationEdit.run_id == run_id)
    if until is not None:
        query = query.where(CurationEdit.seq <= until)
    return [Edit(row.seq, row.kind, row.data) for row in db.session.execute(query.order_by(CurationEdit.seq))]


def length_of_log(run_id: int) -> int:
    """Number of the newest edit. Uses the unique index on (run_id, seq)."""
    return db.session.scalar(select(func.max(CurationEdit.seq)).where(CurationEdit.run_id == run_id)) or 0


def curated_run(run: AnalysisRun, until: int | None = None) -> Curated:
    """The themes of a run with all edits over them, or those `until` a moment of the log; three queries."""
    rows = db.session.scalars(select(RunTheme).where(RunTheme.run_id == run.id).order_by(RunTheme.number))
    themes = [
        CuratedTheme(
            row.number,
            row.label,
            list(row.terms),
            row.size,
            list(row.quotes),
            {row.number},
            stability=row.stability,
            parts=[Part(part["label"], part["size"], row.number) for part in row.subthemes],
        )
        for row in rows
    ]
    edits = edits_of(run.id, until)
    moved = {edit.data["comment"] for edit in edits if edit.kind is EditKind.MOVE}
    return curate(themes, edits, origin_of(run.id, moved))


def members(run: AnalysisRun, curated: Curated, theme: CuratedTheme | None, cursor: str | None) -> Page[Any]:
    """The comments behind a theme (None: those in no theme), the most typical first.

    Uses ix_run_assignment_theme (run, theme, weight, comment).
    """
    page = keyset(
        _members(run.id, curated, theme),
        (RunAssignment.weight, RunAssignment.comment_id),
        cursor,
        PER_PAGE,
        descending=True,
        scalars=False,
    )
    return Page([_member(row, curated, theme) for row in page.items], page.previous, page.next)


def comment_ids(run: AnalysisRun, curated: Curated, theme: CuratedTheme | None) -> Select[int]:
    """A query for the ids of the comments behind a theme."""
    return select(RunAssignment.comment_id).where(_belongs(run.id, curated, theme))


def people_by_theme(run: AnalysisRun, curated: Curated) -> dict[int, int]:
    """How many different people speak in each theme; one query a theme, of which there are few."""
    return {
        theme.number: db.session.scalar(
            select(func.count(person_key().distinct()))
            .select_from(Comment)
            .where(Comment.id.in_(comment_ids(run, curated, theme)))
        )
        or 0
        for theme in curated.shown
    }


def opinions_by_theme(run: AnalysisRun, curated: Curated) -> dict[int, Opinions]:
    """What people think of all comments of a theme together; one query a theme, of which there are few."""
    return {theme.number: sum_of_opinions(comment_ids(run, curated, theme)) for theme in curated.shown}


def texts_of(ids: list[int]) -> dict[int, str]:
    """Bodies of those of a few comments that are still shown, as quotes: personal numbers masked."""
    query = select(Comment.id, Comment.body).where(Comment.id.in_(ids), Comment.state == CommentState.PUBLISHED)
    rows = db.session.execute(query)
    return {row.id: mask(row.body) for row in rows}


def theme_of_comment(run: AnalysisRun, curated: Curated, comment_id: int) -> CuratedTheme | None:
    """The theme that a comment ended in, if any."""
    if comment_id in curated.moves:
        number = curated.moves[comment_id]
        return curated.theme(number) if number is not None else None
    source = origin_of(run.id, {comment_id}).get(comment_id)
    return curated.holding(source) if source is not None else None


def origin_of(run_id: int, comments: set[int]) -> dict[int, int | None]:
    """The engine's theme of each of these comments that the run knows. Uses the primary key (run, comment)."""
    if not comments:
        return {}
    rows = db.session.execute(
        select(RunAssignment.comment_id, RunAssignment.theme).where(
            RunAssignment.run_id == run_id, RunAssignment.comment_id.in_(comments)
        )
    )
    return {row.comment_id: row.theme for row in rows}


def _member(row: Row[Any], curated: Curated, theme: CuratedTheme | None) -> Member:
    is_moved, is_gone = row.comment_id in curated.moves, row.state in GONE
    second = curated.holding(row.second) if row.second is not None else None
    return Member(
        row.comment_id,
        "" if is_gone else row.body,
        "" if is_gone else author_label(row.name, row.external_author),
        row.weight,
        [] if is_moved or is_gone else list(row.terms),
        None if is_moved or is_gone or second is theme else second,
        Opinions() if is_gone else Opinions(row.agrees, row.disagrees, row.skips),
        is_moved,
        is_gone,
    )


def _members(run_id: int, curated: Curated, theme: CuratedTheme | None) -> Select[*tuple[Any, ...]]:
    return (
        select(
            RunAssignment.comment_id,
            RunAssignment.weight,
            RunAssignment.terms,
            RunAssignment.second,
            Comment.body,
            Comment.state,
            Comment.external_author,
            agrees().label("agrees"),
            disagrees().label("disagrees"),
            Comment.skip_count.label("skips"),
            Account.name,
        )
        .join(Comment, Comment.id == RunAssignment.comment_id)
        .outerjoin(Account, Account.id == Comment.author_id)
        .where(_belongs(run_id, curated, theme))
    )


def _belongs(run_id: int, curated: Curated, theme: CuratedTheme | None) -> Any:
    """The condition for an assignment's comment to be in a theme after curation."""
    number = theme.number if theme else None
    moved_in = [comment for comment, target in curated.moves.items() if target == number]
    base = RunAssignment.theme.in_(theme.sources) if theme else RunAssignment.theme.is_(None)
    return and_(
        RunAssignment.run_id == run_id,
        or_(
            and_(base, RunAssignment.comment_id.not_in(list(curated.moves))),
            RunAssignment.comment_id.in_(moved_in),
        ),
    )
