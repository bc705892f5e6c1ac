"""A size is a number of people: whoever speaks twice is one, whoever came by import too."""

from __future__ import annotations

import pytest
from flask import Flask

from civic.extensions import db
from civic.modules import Role
from civic.participation.comments.actions import hide_comment, unhide_comment
from civic.participation.comments.models import Comment, CommentState
from civic.participation.comments.people import person_key
from civic.participation.consultations.models import Consultation
from tests.factories import make_account, make_comment, make_consultation, store


def imported(consultation: Consultation, *authors: str | None) -> list[Comment]:
    """Comments from outside, the activity's counters as an import leaves them."""
    comments = [
        store(Comment(activity=consultation, body="Teks", body_html="<p>Teks</p>", external_author=author))
        for author in authors
    ]
    consultation.comment_count, consultation.people_count = len(comments), people(consultation)
    db.session.commit()
    return comments


def people(consultation: Consultation) -> int:
    query = db.select(db.func.count(person_key().distinct())).where(
        Comment.activity_id == consultation.id, Comment.state == CommentState.PUBLISHED
    )
    return db.session.scalar(query) or 0


@pytest.mark.parametrize(
    ("authors", "after"),
    [
        (("77", "78", "79"), 2),  # the only comment of one of three
        (("77", "77", "79"), 2),  # one of two by the same
        ((None, None, "79"), 2),  # nobody knows by whom
        ((None, "1", "2"), 2),
    ],
)
def test_hiding_an_imported_comment_counts_people_and_not_comments(
    app: Flask, authors: tuple[str | None, ...], after: int
) -> None:
    consultation = make_consultation()
    moderator = make_account(Role.MODERATOR, consultation.agency)
    comments = imported(consultation, *authors)
    before = consultation.people_count
    hide_comment(moderator, comments[0], "uji")
    db.session.refresh(consultation)
    assert consultation.people_count == after == people(consultation)
    unhide_comment(moderator, comments[0])
    db.session.refresh(consultation)
    assert consultation.people_count == before == people(consultation)


def test_a_name_from_outside_and_a_comment_without_one_are_two_people(app: Flask) -> None:
    consultation = make_consultation()
    nameless = imported(consultation, None)[0]
    imported(consultation, str(nameless.id))
    make_comment(consultation)
    assert people(consultation) == 3
