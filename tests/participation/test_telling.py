"""What people are told about their comments, and what they can take with them or leave behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.notices.models import Notice
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments import actions, personal, reactions
from civic.participation.comments.models import Comment, CommentReaction, CommentRevision, CommentState
from civic.participation.comments.reports import report_comment
from civic.participation.follows.actions import follow
from civic.participation.follows.models import THREAD
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process


def told(kind: str) -> list[int]:
    """To whom notices of a kind were addressed."""
    return sorted(db.session.scalars(db.select(Notice.account_id).where(Notice.kind == kind)))


def test_a_receipt_comes_once_for_each_comment(app: Flask) -> None:
    activity, author = make_consultation(), make_account()
    for _ in range(2):
        actions.post_comment(author, activity, "Satu", submission_key="k")
    assert told("comment.received") == [author.id]


def test_who_was_answered_and_who_follows_the_thread_hear_of_a_reply(app: Flask) -> None:
    asker, answerer, follower = make_account(), make_account(), make_account()
    first = make_comment(make_consultation(), asker)
    follow(follower, THREAD, first.id)
    follow(answerer, THREAD, first.id)
    reply = actions.post_comment(answerer, first.activity, "Balasan", reply_to=first)
    assert told("comment.reply") == [asker.id, follower.id]
    actions.post_comment(asker, first.activity, "Balasan lagi", reply_to=reply)
    assert told("comment.reply") == sorted([asker.id, follower.id, answerer.id, follower.id])


def test_nobody_is_told_of_their_own_reply(app: Flask) -> None:
    author = make_account()
    first = make_comment(make_consultation(), author)
    actions.post_comment(author, first.activity, "Tambahan", reply_to=first)
    assert told("comment.reply") == []


def test_an_author_hears_the_moderators_reason_and_no_notice_holds_a_text(client: FlaskClient) -> None:
    agency, author = make_agency(), make_account()
    comment = actions.post_comment(author, make_consultation(make_process(agency)), "RAHASIA")
    actions.hide_comment(make_account(Role.MODERATOR, agency), comment, "Menghina orang")
    assert told("comment.hidden") == [author.id]
    page = sign_in(client, author).get("/account/notices").text
    assert "Menghina orang" in page
    assert "RAHASIA" not in page


@pytest.mark.parametrize(
    ("state", "publish"),
    [(CommentState.HELD, actions.keep_comment), (CommentState.HIDDEN, actions.unhide_comment)],
)
def test_an_author_hears_that_a_moderator_published_their_comment(
    app: Flask, state: CommentState, publish: Callable[[Account, Comment], Comment]
) -> None:
    author, moderator = make_account(), make_account(Role.ADMINISTRATOR)
    comment = make_comment(make_consultation(), author, state=state)
    for _ in range(2):
        assert publish(moderator, comment) is comment
    assert told("comment.published") == [author.id]


def test_a_persons_download_holds_what_they_wrote_and_thought(client: FlaskClient) -> None:
    author = make_account()
    comment = make_comment(make_consultation(), author, body="Tulisan saya")
    make_comment(comment.activity, body="Orang lain")
    other = make_comment(comment.activity)
    reactions.react(author, other, reactions.DISAGREE)
    follow(author, "activity", comment.activity_id)
    actions.edit_comment(author, comment, "Tulisan saya, dibetulkan")
    report_comment(author, other, "other", "Kasar", "")
    data = sign_in(client, author).get("/account/data").get_json()
    assert [item["text"] for item in data["comments"]] == ["Tulisan saya, dibetulkan"]
    assert [item["text"] for item in data["comments"][0]["earlier"]] == ["Tulisan saya"]
    assert [(item["comment"], item["note"]) for item in data["reports"]] == [(other.id, "Kasar")]
    assert [(item["comment"], item["value"]) for item in data["reactions"]] == [(other.id, -1)]
    assert [item["id"] for item in data["follows"]] == [comment.activity_id]


def test_who_leaves_takes_texts_and_opinions_along(app: Flask) -> None:
    author, activity = make_account(), make_consultation()
    comment = actions.post_comment(author, activity, "Lama")
    actions.edit_comment(author, comment, "Baru")
    other = make_comment(activity)
    reactions.react(author, other, reactions.AGREE)
    personal.erase(author.id)
    personal.erase_reactions(author.id)
    db.session.commit()
    db.session.expire_all()
    assert (comment.state, comment.body, comment.body_html) == (CommentState.WITHDRAWN, "", "")
    assert db.session.query(CommentRevision).count() == db.session.query(CommentReaction).count() == 0
    assert other.agree_count == 0
    assert activity.comment_count == 1


def test_who_leaves_their_comments_behind_leaves_the_last_wording_alone(app: Flask) -> None:
    author, other = make_account(), make_account()
    for person in (author, other):
        comment = actions.post_comment(person, make_consultation(), "Lama")
        actions.edit_comment(person, comment, "Baru")
    personal.keep(author.id)
    assert db.session.scalars(db.select(Comment.body)).all() == ["Baru", "Baru"]
    (wording,) = db.session.scalars(db.select(CommentRevision))
    assert wording.comment_id == comment.id


@pytest.mark.parametrize("body", ["x", "y"])
def test_erasing_one_person_leaves_the_others(app: Flask, body: str) -> None:
    kept = make_comment(make_consultation(), body=body)
    personal.erase(make_account().id)
    db.session.expire_all()
    assert db.session.get_one(Comment, kept.id).body == body
