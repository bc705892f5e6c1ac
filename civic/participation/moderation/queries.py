"""Reading the queue of a moderator."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from civic.core.db.pagination import Page, keyset
from civic.core.permissions import scope
from civic.extensions import db
from civic.participation.comments.models import Comment, CommentFlag, CommentReport
from civic.participation.comments.permissions import CommentPermission
from civic.participation.processes.models import Activity

PER_PAGE = 20
NOTES_READ = 1_000  # of a page; the newest first


@dataclass
class Flagged:
    """A comment that waits, with what was said about it."""

    comment: Comment
    since: datetime
    reasons: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def queue(actor: Any, cursor: str | None) -> Page[Flagged]:
    """Comments that wait for a moderator of these agencies, newest first. Uses ix_comment_flag_queue."""
    query = (
        select(CommentFlag)
        .join(CommentFlag.comment)
        .join(Comment.activity)
        .options(
            contains_eager(CommentFlag.comment).contains_eager(Comment.activity),
            contains_eager(CommentFlag.comment).joinedload(Comment.author),
        )
        .where(CommentFlag.closed_at.is_(None), scope(actor, CommentPermission.HIDE).covers(Activity.agency_id))
    )
    page = keyset(query, (CommentFlag.opened_at, CommentFlag.comment_id), cursor, PER_PAGE, descending=True)
    reports = _reports([flag.comment_id for flag in page.items])
    items = []
    for flag in page.items:
        item = Flagged(flag.comment, flag.opened_at)
        for report in reports[flag.comment_id]:
            item.reasons[report.reason] += 1
            if report.note:
                item.notes.append(report.note)
        items.append(item)
    return Page(items, page.previous, page.next)


def waiting(actor: Any) -> int:
    """How many comments wait for this moderator."""
    query = (
        select(func.count())
        .select_from(CommentFlag)
        .join(CommentFlag.comment)
        .join(Comment.activity)
        .where(CommentFlag.closed_at.is_(None), scope(actor, CommentPermission.HIDE).covers(Activity.agency_id))
    )
    return db.session.scalar(query) or 0


def _reports(comment_ids: list[int]) -> defaultdict[int, list[CommentReport]]:
    found: defaultdict[int, list[CommentReport]] = defaultdict(list)
    if comment_ids:
        query = select(CommentReport).where(CommentReport.comment_id.in_(comment_ids))
        for report in db.session.scalars(query.order_by(CommentReport.id.desc()).limit(NOTES_READ)):
            found[report.comment_id].append(report)
    return found
