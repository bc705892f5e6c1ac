"""Reading comments: rows rather than objects, so that a page of sixty costs little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import joinedload

from civic.core.accounts.models import Account
from civic.core.db.pagination import Page, cursor_after, keyset
from civic.errors import NotFound
from civic.extensions import db
from civic.participation.comments.errors import Gone
from civic.participation.comments.models import Comment, CommentState
from civic.participation.comments.opinions import agrees, disagrees
from civic.participation.processes.models import Activity, Anchor

THREADS_PER_PAGE = 40
REPLIES_SHOWN = 20  # of each thread, on a page of many threads
REPLIES_PER_PAGE = 100  # on the page of one thread
MAX_DEPTH = 3


@dataclass
class CommentView:
    """One comment as a page shows it, with the replies to it."""

    id: int
    author: str | None  # the name; none where it was imported or is erased
    outside: str | None  # what the author is called where the comment was imported from
    author_id: int | None
    html: str
    state: CommentState
    state_reason: str
    created_at: datetime
    is_edited: bool
    anchor: Anchor
    agrees: int  # here, and where it was imported from
    disagrees: int
    replies: list[CommentView] = field(default_factory=list)
    more_replies: int = 0  # of its thread, which the page leaves to the thread's own page


@dataclass(frozen=True)
class Reader:
    """Who reads a list of comments, and what that changes about it. As it comes: a visitor, alike to all others.

    Attributes:
        reactions: comment -> what the reader thinks of it.
        token: proves that a form was drawn for this reader.
        posted: the comment that the reader has just sent, if any; `is_new`: with an account just made.
    """

    id: int | None = None
    may_hide: bool = False
    reactions: Mapping[int, int] = field(default_factory=dict)
    token: str = ""
    posted: int | None = None
    is_new: bool = False


def flat(views: Iterable[CommentView]) -> Iterator[CommentView]:
    """Every comment of these trees."""
    for view in views:
        yield view
        yield from flat(view.replies)


def threads(
    activity_id: int, cursor: str | None, *, anchor: Anchor | None = None, oldest_first: bool = False
) -> Page[CommentView]:
    """A page of threads, newest first unless asked; two queries whatever the number of comments.
    Of each thread the first replies; the others stand on the thread's own page.

    Uses ix_comment_threads (activity, root, created, id) and ix_comment_root_id. Hidden and withdrawn
    comments stay as placeholders, so that replies keep their sense.
    """
    query = _columns().where(Comment.activity_id == activity_id, Comment.root_id.is_(None))
    query = query.where(_is_shown())
    if anchor is not None:
        query = query.where(Comment.anchor_kind == anchor.kind, Comment.anchor_ref == anchor.ref)
    page = keyset(
        query,
        (Comment.created_at, Comment.id),
        cursor,
        THREADS_PER_PAGE,
        descending=not oldest_first,
        scalars=False,
    )
    replies = _first_replies([row.id for row in page.items]) if page.items else []
    trees = _trees(page.items, replies)
    sizes = {row.root_id: row.thread_size for row in replies}
    for tree in trees:
        tree.more_replies = max(0, sizes.get(tree.id, 0) - REPLIES_SHOWN)
    return Page(trees, page.previous, page.next)


@dataclass(frozen=True)
class Thread:
    """A thread as its own page shows it: the first comment, with one page of the replies under it."""

    root: CommentView
    replies: Page[int]


def thread_of(comment: Comment, cursor: str | None = None) -> Thread:
    """The thread of a comment, with the page of replies that holds it unless `cursor` names another.

    Uses ix_comment_root_id. A reply whose parent stands on an earlier page hangs under the first comment.
    """
    root_id = comment.root_id or comment.id
    root = db.session.execute(_columns().where(Comment.id == root_id)).one()
    visible = or_(Comment.state != CommentState.HELD, Comment.id == comment.id)
    replies = _columns().where(Comment.root_id == root_id, visible)

    def page(cursor: str | None) -> Page[Row[Any]]:
        return keyset(replies, (Comment.created_at, Comment.id), cursor, REPLIES_PER_PAGE, scalars=False)

    found = page(cursor)
    if cursor is None and comment.root_id and all(row.id != comment.id for row in found.items):
        found = page(cursor_after(comment.created_at, comment.id - 1))
    return Thread(
        _trees([root], found.items)[0],
        Page([row.id for row in found.items], found.previous, found.next),
    )


def comment_by_id(comment_id: int) -> Comment:
    """One comment with its activity, process and agency; raises NotFound."""
    comment = db.session.scalar(
        select(Comment)
        .options(joinedload(Comment.activity).joinedload(Activity.agency))
        .where(Comment.id == comment_id)
    )
    if comment is None:
        raise NotFound
    return comment


def published_by_id(comment_id: int) -> Comment:
    """As `comment_by_id`, of what can be read; raises Gone for what is not published any more, or not yet."""
    comment = comment_by_id(comment_id)
    if comment.state is not CommentState.PUBLISHED:
        raise Gone
    return comment


def comment_view(comment_id: int) -> CommentView:
    """One comment as a page shows it, without replies."""
    return _trees([db.session.execute(_columns().where(Comment.id == comment_id)).one()], [])[0]


def activity_by_id(activity_id: int) -> Activity:
    """One activity; raises NotFound."""
    activity = db.session.get(Activity, activity_id)
    if activity is None:
        raise NotFound
    return activity


def comments_of(account_id: int, cursor: str | None) -> Page[Comment]:
    """A person's own comments, newest first. Uses ix_comment_author_id."""
    query = select(Comment).options(joinedload(Comment.activity)).where(Comment.author_id == account_id)
    return keyset(query, (Comment.id,), cursor, 20, descending=True)


def _is_shown() -> Any:
    """Published, or answered by somebody: then a placeholder stays."""
    reply = Comment.__table__.alias("reply")
    answered = select(1).where(reply.c.root_id == Comment.id).exists()
    return or_(Comment.state == CommentState.PUBLISHED, answered)


def _columns() -> Select[*tuple[Any, ...]]:
    return select(
        Comment.id,
        Comment.reply_to_id,
        Comment.root_id,
        Comment.author_id,
        Comment.external_author,
        Account.name.label("author_name"),
        Comment.body_html,
        Comment.state,
        Comment.state_reason,
        Comment.created_at,
        Comment.edited_at,
        Comment.anchor_kind,
        Comment.anchor_ref,
        agrees().label("agrees"),
        disagrees().label("disagrees"),
    ).outerjoin(Account, Account.id == Comment.author_id)


def _first_replies(root_ids: list[int]) -> list[Row[Any]]:
    """The first replies of each thread, and in `thread_size` how many there are. Ranks within ix_comment_root_id."""
    order = (Comment.created_at, Comment.id)
    ranked = (
        select(
            Comment.id,
            func.row_number().over(partition_by=Comment.root_id, order_by=order).label("place"),
            func.count().over(partition_by=Comment.root_id).label("thread_size"),
        )
        .where(Comment.root_id.in_(root_ids), Comment.state != CommentState.HELD)
        .subquery()
    )
    query = _columns().add_columns(ranked.c.thread_size).join(ranked, ranked.c.id == Comment.id)
    return list(db.session.execute(query.where(ranked.c.place <= REPLIES_SHOWN).order_by(Comment.root_id, *order)))


def _trees(roots: Sequence[Row[Any]], replies: Sequence[Row[Any]]) -> list[CommentView]:
    """Hang the replies under their comments; below MAX_DEPTH they line up under the last one shown."""
    views = {row.id: _view(row) for row in roots}
    top = list(views.values())
    depth: defaultdict[int, int] = defaultdict(lambda: 1)
    host: dict[int, int] = {}
    for row in replies:
        parent = row.reply_to_id if row.reply_to_id in views else row.root_id
        if depth[parent] >= MAX_DEPTH:
            parent = host.get(parent, row.root_id)
        views[row.id] = _view(row)
        views[parent].replies.append(views[row.id])
        depth[row.id], host[row.id] = depth[parent] + 1, parent
    return top


def _view(row: Row[Any]) -> CommentView:
    return CommentView(
        id=row.id,
        author=row.author_name,
        outside=row.external_author,
        author_id=row.author_id,
        html=row.body_html,
        state=row.state,
        state_reason=row.state_reason,
        created_at=row.created_at,
        is_edited=row.edited_at is not None,
        anchor=Anchor(row.anchor_kind, row.anchor_ref),
        agrees=row.agrees,
        disagrees=row.disagrees,
    )
