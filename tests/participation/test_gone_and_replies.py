"""Comments that are gone, forms sent twice, and threads with very many replies."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.db.types import utcnow
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments import actions
from civic.participation.comments.models import Comment, CommentState
from civic.participation.comments.queries import threads
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process


@pytest.mark.parametrize("state", [CommentState.WITHDRAWN, CommentState.HIDDEN])
@pytest.mark.parametrize("page", ["", "/reply", "/edit", "/withdraw", "/hide", "/share", "/report"])
def test_the_text_of_a_comment_that_is_gone_is_on_none_of_its_pages(
    client: FlaskClient, state: CommentState, page: str
) -> None:
    agency, author = make_agency(), make_account()
    comment = make_comment(make_consultation(make_process(agency)), author, body="RAHASIA", state=state)
    make_comment(comment.activity, reply_to=comment)
    people = [None, make_account(), author, make_account(Role.MODERATOR, make_agency())]
    if state is CommentState.WITHDRAWN:
        people.append(make_account(Role.MODERATOR, agency))
    for person in people:
        if person:
            sign_in(client, person)
        for method in (client.get, client.post):
            answer = method(f"/comments/{comment.id}{page}", data={"body": "x", "reason": "y", "intent": "hide"})
            assert "RAHASIA" not in answer.text, (person, page)
            assert answer.status_code < 500
    db.session.expire_all()
    assert db.session.get_one(Comment, comment.id).body == "RAHASIA"
    assert db.session.query(Comment).count() == 2


def test_an_author_sees_their_hidden_comment_and_not_their_withdrawn_one(client: FlaskClient) -> None:
    author, activity = make_account(), make_consultation()
    make_comment(activity, author, body="TERSEMBUNYI", state=CommentState.HIDDEN, state_reason="Alasan")
    make_comment(activity, author, body="DICABUT", state=CommentState.WITHDRAWN)
    page = sign_in(client, author).get("/account/comments").text
    assert "TERSEMBUNYI" in page
    assert "DICABUT" not in page


def test_the_same_form_with_another_text_is_another_comment(client: FlaskClient) -> None:
    make_consultation(slug="taman")
    sign_in(client, make_account())
    for body in ("Pertama", "Kedua", "Kedua"):
        client.post("/consultations/taman/comments", data={"body": body, "submission_key": "satu"})
    assert db.session.scalars(db.select(Comment.body).order_by(Comment.id)).all() == ["Pertama", "Kedua"]


def test_each_reply_form_has_a_key_of_its_own(client: FlaskClient) -> None:
    activity = make_consultation()
    one, two = make_comment(activity), make_comment(activity)
    sign_in(client, make_account())
    keys = []
    for comment in (one, two, one):
        page = client.get(f"/comments/{comment.id}/reply").text
        found = re.search(r'name="submission_key"[^>]*value="([^"]{16})"', page)
        assert found
        keys.append(found[1])
    assert len(set(keys)) == 3
    for key in (keys[0], keys[0], keys[2]):
        client.post(f"/comments/{one.id}/reply", data={"body": "Setuju", "submission_key": key})
    client.post(f"/comments/{two.id}/reply", data={"body": "Setuju", "submission_key": keys[0]})
    replies = db.session.scalars(db.select(Comment.reply_to_id).where(Comment.reply_to_id.is_not(None))).all()
    assert sorted(i for i in replies if i) == [one.id, one.id, two.id]


def test_hiding_and_showing_twice_is_once(client: FlaskClient) -> None:
    agency = make_agency()
    comment = make_comment(make_consultation(make_process(agency)), body="Kasar")
    sign_in(client, make_account(Role.MODERATOR, agency))
    address = f"/comments/{comment.id}/hide"
    assert 'name="intent" type="hidden" value="hide"' in client.get(address).text
    for reason in ("kasar", "lain"):
        assert client.post(address, data={"intent": "hide", "reason": reason}).status_code == 303
    db.session.refresh(comment)
    assert (comment.state, comment.state_reason) == (CommentState.HIDDEN, "kasar")
    assert 'name="intent" type="hidden" value="show"' in client.get(address).text
    for _ in range(2):
        assert client.post(address, data={"intent": "show"}).status_code == 303
    db.session.refresh(comment)
    assert (comment.state, comment.state_reason) == (CommentState.PUBLISHED, "")
    assert comment.activity.comment_count == 1


def test_an_empty_comment_of_a_visitor_is_refused_at_once(client: FlaskClient) -> None:
    make_consultation(slug="taman")
    answer = client.post("/consultations/taman/comments", data={"body": " \u200b"})
    assert answer.status_code == 422
    assert "Tulis sesuatu" in answer.text


def test_after_a_refused_form_the_language_link_leads_to_the_page(client: FlaskClient) -> None:
    make_consultation(slug="taman")
    sign_in(client, make_account())
    answer = client.post(
        "/consultations/taman/comments",
        data={"body": " "},
        headers={"Referer": "http://localhost/consultations/taman?order=oldest"},
    )
    link = re.search(r'href="(/language/en\?next=[^"]+)"', answer.text)
    assert link
    assert client.get(link[1], follow_redirects=True).status_code == 200


def many_replies(comment: Comment, count: int) -> list[int]:
    moment = utcnow()
    rows = [
        Comment(
            activity_id=comment.activity_id,
            author_id=comment.author_id,
            reply_to_id=comment.id,
            root_id=comment.id,
            body=f"balasan {n}",
            body_html=f"<p>balasan {n}</p>",
            created_at=moment + timedelta(seconds=n // 2),
        )
        for n in range(count)
    ]
    db.session.add_all(rows)
    db.session.commit()
    return [row.id for row in rows]


def test_a_busy_thread_takes_no_room_from_the_others(app: Flask) -> None:
    activity = make_consultation()
    busy, quiet = make_comment(activity), make_comment(activity)
    many_replies(busy, 305)
    make_comment(activity, reply_to=quiet, body="Balasan")
    shown = {tree.id: tree for tree in threads(activity.id, None).items}
    assert [reply.html for reply in shown[quiet.id].replies] == ["<p>Balasan</p>"]
    assert (len(shown[busy.id].replies), shown[busy.id].more_replies) == (20, 285)
    assert shown[quiet.id].more_replies == 0


def test_every_reply_stands_at_its_own_address_and_is_reached_by_paging(client: FlaskClient) -> None:
    first = make_comment(make_consultation(slug="taman"))
    ids = many_replies(first, 305)
    assert "285 balasan lagi" in client.get("/consultations/taman").text
    for reply in (ids[0], ids[99], ids[100], ids[203], ids[-1]):
        assert f'id="c{reply}"' in client.get(f"/comments/{reply}").text
    seen: list[int] = []
    address: str | None = f"/comments/{first.id}"
    while address:
        page = client.get(address).text
        seen += [int(i) for i in re.findall(r'id="c(\d+)"', page) if int(i) != first.id]
        after = re.search(r'href="([^"]+)"\s+rel="next"', page)
        address = after[1] if after else None
    assert seen == ids


def test_a_comment_withdrawn_or_hidden_meanwhile_is_not_counted_twice(app: Flask) -> None:
    agency, author = make_agency(), make_account()
    activity = make_consultation(make_process(agency))
    comment = actions.post_comment(author, activity, "Satu")
    db.session.execute(db.text("UPDATE comment SET state = 'withdrawn' WHERE id = :id"), {"id": comment.id})
    db.session.commit()
    with pytest.raises(actions.Gone):
        actions.hide_comment(make_account(Role.MODERATOR, agency), comment, "x")
    actions.withdraw_comment(author, comment)
    db.session.expire_all()
    assert activity.comment_count == 1  # as the row's own change, made outside the actions, left it
