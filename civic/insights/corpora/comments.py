"""What all sources of comments have in common: how comments are read, shown again, and counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Engine, Row, Select, TextClause, func, select
from sqlalchemy.orm import Session

from civic.core.accounts.models import Account
from civic.core.db.pagination import chunked
from civic.extensions import db
from civic.modules.corpora import Item, Reception, Tally, Wanted
from civic.participation.comments.models import IS_GONE, Comment, CommentState
from civic.participation.comments.opinions import agrees, disagrees
from civic.participation.comments.people import person_key
from civic.participation.processes.kinds import is_known
from civic.participation.processes.models import Activity

COMMENT = "comment"


class Comments:
    """The part of a `CorpusSource` that does not depend on which activities' comments they are.

    Attributes:
        names_places: whether it is told of a comment in which activity it stands.
    """

    item_kind = COMMENT
    item_label = _l("Comment no. %(id)s")
    names_places = False

    def activities(self, ref: str) -> ColumnElement[bool]:
        """The condition for the activities of a corpus."""
        raise NotImplementedError

    def items(self, ref: str, engine: Engine) -> Iterator[Item]:
        """A thousand at a time, from whatever thread asks for the next one."""
        return _read(engine, select(Activity.id).where(self.activities(ref), is_known()).order_by(Activity.id))

    def shown(self, ids: Collection[int]) -> Mapping[int, Item]:
        """By primary key."""
        query = _columns().add_columns(Account.name, Activity.language, Activity.title)
        query = query.join(Activity, Activity.id == Comment.activity_id)
        query = query.outerjoin(Account, Account.id == Comment.author_id)
        rows = db.session.execute(query.where(Comment.id.in_(ids), Comment.state == CommentState.PUBLISHED))
        return {row.id: self._item(row) for row in rows}

    def gone(self, ids: Select[int]) -> frozenset[int]:
        """Uses ix_comment_gone: what is gone is little, however much was read."""
        return frozenset(db.session.scalars(gone_among(ids)))

    def corrected(self, ids: Select[int], since: datetime) -> frozenset[int]:
        """Uses ix_comment_edited: few are corrected."""
        return frozenset(db.session.scalars(_among(ids, Comment.edited_at > since)))

    def tally(self, ids: Select[int]) -> Tally:
        """By primary key, of each comment."""
        sums = (func.sum(agrees()), func.sum(disagrees()), func.sum(Comment.skip_count))
        people = func.count(person_key(across=True).distinct())
        row = db.session.execute(select(people, *sums).where(Comment.id.in_(ids))).one()
        return Tally(*(int(number or 0) for number in row))

    def tallies(self, groups: Select[int, int]) -> Mapping[int, Tally]:
        """One query; by primary key, of each comment."""
        item, group = groups.subquery().columns
        sums = (func.sum(agrees()), func.sum(disagrees()), func.sum(Comment.skip_count))
        people = func.count(person_key(across=True).distinct())
        query = select(group, people, *sums).join(Comment, Comment.id == item).group_by(group)
        return {row[0]: Tally(*(int(number or 0) for number in row[1:])) for row in db.session.execute(query)}

    def days(self, groups: Select[int, int]) -> Mapping[int, Mapping[str, int]]:
        """One query; by primary key, of each comment."""
        item, group = groups.subquery().columns
        day = func.date(Comment.created_at)
        query = select(group, day, func.count()).join(Comment, Comment.id == item).group_by(group, day)
        found: dict[int, dict[str, int]] = {}
        for number, when, count in db.session.execute(query):
            found.setdefault(number, {})[str(when)] = count
        return found

    def matching(self, number: ColumnElement[int], wanted: Wanted) -> ColumnElement[bool]:
        """By primary key, of each comment."""
        conditions = [Comment.id == number, Comment.state == CommentState.PUBLISHED]
        conditions += [Comment.body.icontains(word, autoescape=True) for word in wanted.words.split()]
        if wanted.part:
            conditions.append(self.in_part(wanted.part))
        if wanted.since is not None:
            conditions.append(Comment.created_at >= wanted.since)
        if wanted.until is not None:
            conditions.append(Comment.created_at < wanted.until)
        if wanted.reception is not None:
            conditions.append(_RECEPTIONS[wanted.reception]())
        return select(Comment.id).where(*conditions).correlate_except(Comment).exists()

    def in_part(self, key: str) -> ColumnElement[bool]:
        """The condition for a comment to stand in a part of its corpus."""
        raise NotImplementedError

    def _item(self, row: Row[Any]) -> Item:
        return Item(
            row.id,
            row.body,
            row.person,
            row.created_at,
            author=row.name or "",
            outside=row.external_author or "",
            language=row.language,
            place=row.title if self.names_places else "",
            agrees=row.agrees,
            disagrees=row.disagrees,
            skips=row.skips,
            endpoint="comments.show",
            values={"comment_id": row.id},
        )


_RECEPTIONS: dict[Reception, Callable[[], ColumnElement[bool]]] = {
    Reception.AGREED: lambda: agrees() > disagrees(),
    Reception.REJECTED: lambda: disagrees() > agrees(),
    Reception.UNJUDGED: lambda: agrees() + disagrees() == 0,
}


def gone_among(ids: Select[int]) -> Select[int]:
    """A query for those comments that are no longer shown."""
    return _among(ids, IS_GONE)


def _among(ids: Select[int], condition: ColumnElement[bool] | TextClause) -> Select[int]:
    """A query for the few comments of which something holds. A join would let SQLite begin with all that was read."""
    (number,) = ids.subquery().columns
    return select(Comment.id).where(condition, select(number).where(number == Comment.id).exists())


def _read(engine: Engine, activities: Select[int]) -> Iterator[Item]:
    """Their published comments, of one activity after the other. Uses ix_comment_state (activity, state, id)."""
    with Session(engine) as session:
        ids = session.scalars(activities).all()
    for activity_id in ids:
        query = _columns().where(Comment.activity_id == activity_id, Comment.state == CommentState.PUBLISHED)
        for row in chunked(engine, query, Comment.id):
            yield Item(row.id, row.body, row.person, row.created_at)


def _columns() -> Select[*tuple[Any, ...]]:
    return select(
        Comment.id,
        Comment.body,
        person_key(across=True).label("person"),
        Comment.created_at,
        Comment.external_author,
        agrees().label("agrees"),
        disagrees().label("disagrees"),
        Comment.skip_count.label("skips"),
    )
