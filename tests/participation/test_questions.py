"""Questions of a consultation: comments stay with the words they answered."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.db.types import utcnow
from civic.core.permissions import Role
from civic.errors import Invalid
from civic.extensions import db
from civic.participation.comments.actions import edit_comment, post_comment
from civic.participation.comments.models import Comment, CommentRevision
from civic.participation.consultations.actions import ConsultationText, update_consultation
from civic.participation.consultations.models import Consultation, ConsultationQuestion
from civic.participation.processes.models import NOWHERE, Anchor
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process, store

LAMPS, PAVEMENTS, MARKET = "Apakah lampu jalan cukup?", "Apakah trotoar aman?", "Setujukah Anda bila pasar dipindah?"


@pytest.fixture
def drafter(app: Flask) -> Account:
    return make_account(Role.DRAFTER, make_agency())


@pytest.fixture
def consultation(drafter: Account) -> Consultation:
    consultation = make_consultation(make_process(drafter.grants[0].agency))
    return ask(drafter, consultation, LAMPS, PAVEMENTS)


def ask(drafter: Account, consultation: Consultation, *questions: str) -> Consultation:
    text = ConsultationText("Jalan", "", "", questions, consultation.opens_at, consultation.closes_at)
    return update_consultation(drafter, consultation, text)


def answered(comment: Comment) -> str:
    return db.session.get_one(ConsultationQuestion, int(comment.anchor_ref)).prompt


def test_a_question_put_above_others_takes_none_of_their_comments(drafter: Account, consultation: Consultation) -> None:
    lamps, pavements = consultation.questions
    first = post_comment(make_account(), consultation, "Ya, cukup", anchor=lamps.anchor)
    second = post_comment(make_account(), consultation, "Tidak", anchor=pavements.anchor)
    ask(drafter, consultation, MARKET, PAVEMENTS, LAMPS)
    assert [question.prompt for question in consultation.questions] == [MARKET, PAVEMENTS, LAMPS]
    assert [question.position for question in consultation.questions] == [1, 2, 3]
    assert (answered(first), answered(second)) == (LAMPS, PAVEMENTS)


def test_an_answered_question_that_is_reworded_or_left_out_keeps_its_comments(
    drafter: Account, consultation: Consultation
) -> None:
    comment = post_comment(make_account(), consultation, "Ya, cukup", anchor=consultation.questions[0].anchor)
    ask(drafter, consultation, "Apakah lampu jalan terlalu terang?")
    assert [question.prompt for question in consultation.questions] == ["Apakah lampu jalan terlalu terang?"]
    assert answered(comment) == LAMPS
    assert db.session.query(ConsultationQuestion).filter_by(prompt=PAVEMENTS).count() == 0
    ask(drafter, consultation, LAMPS)
    assert consultation.questions[0].anchor == comment.anchor


def test_a_question_that_is_no_longer_asked_or_is_anothers_cannot_be_answered(
    drafter: Account, consultation: Consultation
) -> None:
    lamps = consultation.questions[0].anchor
    post_comment(make_account(), consultation, "Ya", anchor=lamps)
    foreign = make_consultation().questions[0].anchor
    ask(drafter, consultation, MARKET)
    for wrong in (lamps, foreign, Anchor("question", "x"), Anchor("part", lamps.ref)):
        assert post_comment(make_account(), consultation, "Ya", anchor=wrong).anchor == NOWHERE


def test_a_reply_is_about_what_its_comment_is_about(drafter: Account, consultation: Consultation) -> None:
    lamps = consultation.questions[0].anchor
    comment = post_comment(make_account(), consultation, "Ya", anchor=lamps)
    ask(drafter, consultation, MARKET)
    reply = post_comment(make_account(), consultation, "Betul", reply_to=comment)
    assert reply.anchor == lamps


@pytest.mark.parametrize(
    "questions",
    [[LAMPS, f" {LAMPS} "], [str(number) for number in range(21)], ["x" * 501]],
    ids=["twice", "21", "long"],
)
def test_questions_that_cannot_be_asked_change_nothing(
    drafter: Account, consultation: Consultation, questions: list[str]
) -> None:
    with pytest.raises(Invalid) as caught:
        ask(drafter, consultation, *questions)
    assert caught.value.field == "questions"
    db.session.expire_all()
    assert [question.prompt for question in consultation.questions] == [LAMPS, PAVEMENTS]


def test_every_wording_of_a_comment_is_kept(consultation: Consultation) -> None:
    author = make_account()
    comment = post_comment(author, consultation, "Pertama")
    for body in ("Kedua", "Kedua", "Ketiga"):
        edit_comment(author, comment, body)
    assert [revision.body for revision in db.session.query(CommentRevision).order_by("id")] == ["Pertama", "Kedua"]


def test_a_consultation_needs_no_process(client: FlaskClient) -> None:
    consultation = Consultation(slug="lepas", title="Lepas", agency=make_agency(name="Dinas Lepas"), opens_at=utcnow())
    store(consultation)
    comment = make_comment(consultation)
    page = client.get("/consultations/lepas").text
    assert "Dinas Lepas" in page
    assert 'href="/consultations/lepas"' in client.get("/").text
    assert client.get(f"/comments/{comment.id}").status_code == 200


def test_an_activity_whose_module_is_gone_rests(client: FlaskClient) -> None:
    process = make_process(slug="taman")
    make_consultation(process, title="Yang tinggal")
    gone = make_consultation(process, title="Yang pergi")
    db.session.execute(db.text("UPDATE activity SET kind = 'angket' WHERE id = :id"), {"id": gone.id})
    db.session.commit()
    db.session.expunge_all()
    assert "Yang pergi" not in client.get("/").text
    page = client.get("/processes/taman").text
    assert "Yang tinggal" in page
    assert "Yang pergi" not in page
