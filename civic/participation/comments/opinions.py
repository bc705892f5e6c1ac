"""What people think of comments, summed up: counted here, and where they were imported from."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Select, func, select

from civic.extensions import db
from civic.participation.comments.models import Comment


@dataclass(frozen=True)
class Opinions:
    """How many people agree, disagree, or have seen it and pass."""

    agrees: int = 0
    disagrees: int = 0
    skips: int = 0

    def as_dict(self) -> dict[str, int]:
        """As it is frozen in an edition."""
        return asdict(self)


def agrees() -> ColumnElement[int]:
    """Column of those who agree; the import may have counted none."""
    return func.coalesce(Comment.agrees, 0) + Comment.agree_count


def disagrees() -> ColumnElement[int]:
    """As `agrees`, of those who do not."""
    return func.coalesce(Comment.disagrees, 0) + Comment.disagree_count


def opinions_on(comment_ids: list[int]) -> dict[int, Opinions]:
    """The opinions on each of a few comments; by primary key."""
    query = select(Comment.id, agrees(), disagrees(), Comment.skip_count).where(Comment.id.in_(comment_ids))
    return {number: Opinions(*counts) for number, *counts in db.session.execute(query)}


def sum_of_opinions(comment_ids: Select[int]) -> Opinions:
    """The opinions on all these comments together."""
    sums = (func.sum(agrees()), func.sum(disagrees()), func.sum(Comment.skip_count))
    row = db.session.execute(select(*sums).where(Comment.id.in_(comment_ids))).one()
    return Opinions(*(int(number or 0) for number in row))
