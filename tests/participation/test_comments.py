"""Commenting, as residents and moderators do it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.audit.models import AuditEvent
from civic.core.db.types import utcnow
from civic.errors import Invalid, NotPermitted, TooMany
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments import actions
from civic.participation.comments.models import Comment, CommentDraft, CommentState
from civic.participation.comments.queries import threads
from civic.participation.consultations.models import Consultation
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process
from tests.helpers import count_queries


def refreshed(consultation: Consultation) -> Consultation:
    db.session.expire_all()
    return consultation


def test_a_comment_is_published_counted_and_noted(client: FlaskClient) -> None:
    consultation, author = make_consultation(slug="taman"), make_account(name="Siti")
    answer = sign_in(client, author).post(
        "/consultations/taman/comments", data={"body": "Tolong *perbaiki* trotoar", "submission_key": "k"}
    )
    assert answer.status_code == 303
    page = client.get("/consultations/taman").text
    assert "Siti" in page
    assert "<em>perbaiki</em>" in page
    consultation = refreshed(consultation)
    assert (consultation.comment_count, consultation.people_count) == (1, 1)
    assert db.session.query(AuditEvent).filter_by(action="comment.posted", actor_id=author.id).count() == 1


def test_the_same_form_sent_twice_gives_one_comment(client: FlaskClient) -> None:
    consultation = make_consultation(slug="taman")
    sign_in(client, make_account())
    for _ in range(2):
        client.post("/consultations/taman/comments", data={"body": "Sekali saja", "submission_key": "abc"})
    assert refreshed(consultation).comment_count == 1
    assert db.session.query(Comment).count() == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("   \n ", "Tulis sesuatu"),
        ("\u200b\u2060", "Tulis sesuatu"),
        ("x" * 5_001, "Kelebihan 1 karakter"),
        ("x" * 100_000, "Kelebihan 95000 karakter"),
    ],
)
def test_a_body_that_cannot_be_accepted_is_kept_with_its_error(client: FlaskClient, body: str, message: str) -> None:
    make_consultation(slug="taman")
    sign_in(client, make_account())
    answer = client.post("/consultations/taman/comments", data={"body": body})
    assert answer.status_code == 422
    assert message in answer.text
    assert 'aria-describedby="body-error' in answer.text
    assert body.strip() in answer.text
    assert db.session.query(Comment).count() == 0


def test_what_could_deceive_or_break_is_taken_out(app: Flask) -> None:
    consultation, author = make_consultation(), make_account()
    text = "a\x00b \u202eevil <script>alert(1)</script> مرحبا 👍🏽 e\u0301\r\n\r\n\r\n\r\nend"
    comment = actions.post_comment(author, consultation, text)
    assert comment.body == "ab evil <script>alert(1)</script> مرحبا 👍🏽 é\n\nend"
    assert "<script" not in comment.body_html


def test_html_and_script_are_shown_as_text(client: FlaskClient) -> None:
    make_consultation(slug="taman")
    sign_in(client, make_account(name="<b>Bold</b>"))
    client.post("/consultations/taman/comments", data={"body": "<img src=x onerror=alert(1)> [x](javascript:alert(1))"})
    page = client.get("/consultations/taman").text
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert "&lt;b&gt;Bold" in page


def test_closed_consultations_take_no_comments(client: FlaskClient) -> None:
    make_consultation(slug="taman", opens_at=utcnow() - timedelta(days=2), closes_at=utcnow() - timedelta(hours=1))
    sign_in(client, make_account())
    answer = client.post("/consultations/taman/comments", data={"body": "Terlambat"})
    assert answer.status_code == 409
    assert "tidak (lagi) dibuka" in answer.text
    assert "comment-form" not in client.get("/consultations/taman").text


def test_what_somebody_wrote_before_signing_in_waits_for_them(client: FlaskClient) -> None:
    make_consultation(slug="taman")
    answer = client.post("/consultations/taman/comments", data={"body": "Ditulis dulu"})
    assert answer.status_code == 303
    token = answer.location.removeprefix("/sending/")
    assert "Ditulis dulu</textarea>" in client.get(f"/consultations/taman?draft={token}").text
    sign_in(client, make_account())
    assert "Ditulis dulu" in client.get(answer.location).text
    assert client.post(answer.location).status_code == 303
    assert db.session.query(CommentDraft).one().body == ""
    assert db.session.query(Comment).one().body == "Ditulis dulu"


def test_an_expired_form_keeps_its_text(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    make_consultation(slug="taman")
    sign_in(client, make_account())
    answer = client.post("/consultations/taman/comments", data={"body": "Lama terbuka", "csrf_token": "old"})
    assert answer.status_code == 422
    assert "Lama terbuka</textarea>" in answer.text
    assert "kirim lagi" in answer.text


def test_replies_stand_under_what_they_answer(client: FlaskClient) -> None:
    consultation = make_consultation(slug="taman")
    first = make_comment(consultation, body="Pertama")
    sign_in(client, make_account())
    answer = client.post(f"/comments/{first.id}/reply", data={"body": "Setuju"})
    assert answer.status_code == 303
    tree = threads(consultation.id, None).items
    assert [c.html for c in tree[0].replies] == ["<p>Setuju</p>\n"]


def test_deep_threads_stop_indenting(app: Flask) -> None:
    consultation = make_consultation()
    last = make_comment(consultation)
    for _ in range(6):
        last = make_comment(consultation, reply_to=last)

    def depth(items: list, level: int = 0) -> int:
        return max((depth(item.replies, level + 1) for item in items), default=level)

    assert depth(threads(consultation.id, None).items) == 3


def test_a_correction_is_marked_and_only_ones_own_and_only_in_time(app: Flask) -> None:
    consultation, author = make_consultation(), make_account()
    comment = actions.post_comment(author, consultation, "Salah")
    assert actions.edit_comment(author, comment, "Benar").edited_at is not None
    with pytest.raises(NotPermitted):
        actions.edit_comment(make_account(), comment, "Orang lain")
    comment.created_at = utcnow() - timedelta(minutes=16)
    db.session.commit()
    with pytest.raises(actions.PhaseClosed):
        actions.edit_comment(author, comment, "Terlambat")


def test_a_withdrawn_comment_leaves_a_note_where_somebody_answered(client: FlaskClient) -> None:
    consultation, author = make_consultation(slug="taman"), make_account()
    comment = make_comment(consultation, author, body="Rahasia")
    make_comment(consultation, reply_to=comment, body="Balasan")
    sign_in(client, author)
    assert client.post(f"/comments/{comment.id}/withdraw").status_code == 303
    page = client.get("/consultations/taman").text
    assert "Rahasia" not in page
    assert "Dicabut oleh penulisnya" in page
    assert "Balasan" in page
    assert refreshed(consultation).comment_count == 1


def test_only_a_moderator_of_the_agency_hides_and_everybody_reads_why(client: FlaskClient) -> None:
    agency = make_agency()
    consultation = make_consultation(make_process(agency), slug="taman")
    comment = make_comment(consultation, body="Kasar")
    with pytest.raises(NotPermitted):
        actions.hide_comment(make_account(Role.MODERATOR, make_agency()), comment, "x")
    moderator = make_account(Role.MODERATOR, agency)
    with pytest.raises(Invalid):
        actions.hide_comment(moderator, comment, " ")
    actions.hide_comment(moderator, comment, "Menghina orang")
    make_comment(consultation, reply_to=comment)
    page = client.get("/consultations/taman").text
    assert "Kasar" not in page
    assert "Menghina orang" in page
    actions.unhide_comment(moderator, comment)
    assert db.session.get_one(Comment, comment.id).state is CommentState.PUBLISHED


def test_a_person_is_counted_once_whatever_they_do(app: Flask) -> None:
    consultation, author = make_consultation(), make_account()
    first = actions.post_comment(author, consultation, "Satu")
    second = actions.post_comment(author, consultation, "Dua")
    assert refreshed(consultation).people_count == 1
    actions.withdraw_comment(author, first)
    assert refreshed(consultation).people_count == 1
    actions.withdraw_comment(author, second)
    assert (refreshed(consultation).people_count, consultation.comment_count) == (0, 0)


def test_too_many_comments_are_slowed_down(app: Flask) -> None:
    consultation, author = make_consultation(), make_account()
    for number in range(20):
        actions.post_comment(author, consultation, f"Tanggapan {number}")
    with pytest.raises(TooMany) as caught:
        actions.post_comment(author, consultation, "Satu lagi")
    assert 0 < caught.value.retry_after_s <= 3600


def test_every_page_of_comments_is_found_in_the_index(app: Flask) -> None:
    number = make_comment(make_consultation()).activity_id
    with count_queries() as statements:
        threads(number, None)
    assert "LIMIT" in statements[0]
    if db.engine.dialect.name == "sqlite":
        plan = db.session.execute(db.text("EXPLAIN QUERY PLAN " + statements[0].replace("?", "1"))).all()
        assert any("ix_comment_threads" in str(row) for row in plan), plan
        assert not any("TEMP B-TREE FOR ORDER BY" in str(row) for row in plan), plan


def test_pages_join_without_gap_or_overlap(client: FlaskClient) -> None:
    consultation, author = make_consultation(slug="taman"), make_account()
    moment = utcnow()
    db.session.add_all(
        Comment(activity_id=consultation.id, author_id=author.id, body="x", body_html="<p>x</p>", created_at=moment)
        for _ in range(95)
    )
    db.session.commit()
    seen: list[int] = []
    cursor = None
    while True:
        page = threads(consultation.id, cursor)
        seen += [comment.id for comment in page.items]
        if page.next is None:
            break
        cursor = page.next
    assert len(seen) == 95 == len(set(seen))
    assert seen == sorted(seen, reverse=True)
    back = threads(consultation.id, page.previous)
    assert back.items[-1].id > page.items[0].id
    assert client.get("/consultations/taman?after=nonsense").status_code == 404


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    consultation = make_consultation(slug="taman")
    first = client.get("/consultations/taman")
    again = client.get("/consultations/taman", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    make_comment(consultation)
    assert client.get("/consultations/taman", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_another_language_is_another_page(client: FlaskClient) -> None:
    make_consultation(slug="taman")
    first = client.get("/consultations/taman")
    client.set_cookie("civic_language", "en")
    english = client.get("/consultations/taman", headers={"If-None-Match": first.headers["ETag"]})
    assert english.status_code == 200
    assert "Send comment" in english.text


@pytest.mark.parametrize("path", ["/consultations/none", "/processes/none", "/comments/99", "/comments/99/reply"])
def test_what_does_not_exist_is_said_kindly(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "tidak ditemukan" in answer.text
