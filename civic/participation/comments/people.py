"""What tells people apart: a size is a number of people wherever people are meant.

A person is an account, else the author's name outside (of imported comments), else the comment alone.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, and_, cast, func, literal

from civic.participation.comments.models import Comment


def person_key(*, across: bool = False) -> ColumnElement[str]:
    """The key of a comment's author, as SQL; different for different people within an activity.

    Names from outside are those of one import: `across` activities the same name may be somebody else's.
    """
    outside = literal("x") + cast(Comment.activity_id, String) + literal(":") if across else literal("x")
    return func.coalesce(
        literal("a") + cast(Comment.author_id, String),
        outside + Comment.external_author,
        literal("c") + cast(Comment.id, String),
    )


def is_by_the_same(author_id: int | None, external_author: str | None) -> ColumnElement[bool]:
    """The condition for further comments of an author; nobody knows of any where there is neither account nor name."""
    if author_id is not None:
        return Comment.author_id == author_id
    # Without a name the comparison is with NULL: it holds for no row.
    return and_(Comment.author_id.is_(None), Comment.external_author == literal(external_author, String))
