"""Who reads the comments of a page: a visitor like all others, or somebody with opinions and a form of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from civic.core.permissions import can
from civic.participation.comments.permissions import CommentPermission
from civic.participation.comments.queries import CommentView, Reader, flat
from civic.participation.comments.reactions import Marks, marks_of
from civic.participation.processes.models import Activity

VISITOR = Reader()


def reader_of(activity: Activity, views: list[CommentView]) -> Reader:
    """Whoever is signed in, with what they think of these comments; one query, none for a visitor."""
    return read_by(activity, views)[0]


def read_by(activity: Activity, views: list[CommentView]) -> tuple[Reader, Marks]:
    """As `reader_of`, with whether they follow the activity."""
    if not current_user.is_authenticated:
        return VISITOR, Marks({}, follows=False)
    marks = marks_of(current_user.id, activity.id, [view.id for view in flat(views)])
    reader = Reader(
        id=current_user.id,
        may_hide=can(current_user, CommentPermission.HIDE, activity),
        reactions=marks.reactions,
        token=generate_csrf(),
    )
    return _with_receipt(reader, request.args), marks


def _with_receipt(reader: Reader, arguments: Any) -> Reader:
    return replace(reader, posted=arguments.get("posted", type=int), is_new="new" in arguments)
