"""Reading a run as the drafter left it, and the comments behind each theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from civic.core.accounts.models import Account
from civic.core.pagination import Page, keyset
from civic.extensions import db
from civic.insights.curation.models import CurationEdit, EditKind
from civic.insights.curation.replay import Curated, CuratedTheme, Edit, curate
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunTheme
from civic.participation.comments.models import Comment
from civic.participation.comments.queries import author_label, person_key

PER_PAGE = 50


@dataclass(frozen=True)
class Member:
    """A comment behind a theme; weight 0 to 1 says how strongly it belongs."""

    id: int
    text: str
    author: str
    weight: float


def edits_of(run_id: int) -> list[Edit]:
    """The log of a run, in order. Uses the unique index on (run_id, seq)."""
    rows = db.session.execute(
        select(CurationEdit.seq, CurationEdit.kind, CurationEdit.data)
        .where(CurationEdit.run_id == run_id)
        .order_by(CurationEdit.seq)
    )
    return [Edit(row.seq, row.kind, row.data) for row in rows]


def curated_run(run: AnalysisRun) -> Curated:
    """The themes of a run with all edits over them; three queries."""
    rows = db.session.scalars(select(RunTheme).where(RunTheme.run_id == run.id).order_by(RunTheme.number))
    themes = [
        CuratedTheme(row.number, row.label, list(row.terms), row.size, list(row.quotes), {row.number}) for row in rows
    ]
    edits = edits_of(run.id)
    moved = {edit.data["comment"] for edit in edits if edit.kind is EditKind.MOVE}
    return curate(themes, edits, _origin(run.id, moved))


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
    return Page(
        [
            Member(row.comment_id, row.body, author_label(row.name, row.external_author), row.weight)
            for row in page.items
        ],
        page.previous,
        page.next,
    )


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


def texts_of(ids: list[int]) -> dict[int, str]:
    """Bodies of a few comments, as quotes."""
    rows = db.session.execute(select(Comment.id, Comment.body).where(Comment.id.in_(ids)))
    return {row.id: row.body for row in rows}


def theme_of_comment(run: AnalysisRun, curated: Curated, comment_id: int) -> CuratedTheme | None:
    """The theme that a comment ended in, if any."""
    if comment_id in curated.moves:
        number = curated.moves[comment_id]
        return curated.theme(number) if number is not None else None
    source = _origin(run.id, {comment_id}).get(comment_id)
    return next((theme for theme in curated.themes if source in theme.sources), None)


def _members(run_id: int, curated: Curated, theme: CuratedTheme | None) -> Select[*tuple[Any, ...]]:
    return (
        select(
            RunAssignment.comment_id,
            RunAssignment.weight,
            Comment.body,
            Comment.external_author,
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


def _origin(run_id: int, comments: set[int]) -> dict[int, int | None]:
    if not comments:
        return {}
    rows = db.session.execute(
        select(RunAssignment.comment_id, RunAssignment.theme).where(
            RunAssignment.run_id == run_id, RunAssignment.comment_id.in_(comments)
        )
    )
    return {row.comment_id: row.theme for row in rows}
