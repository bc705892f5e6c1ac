"""From a text to a published comment, for people the portal does not know yet."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts import actions as accounts
from civic.core.accounts.models import Account, VerificationCode
from civic.core.db.types import utcnow
from civic.extensions import db
from civic.participation.comments.models import Comment, CommentDraft, CommentReaction
from civic.participation.consultations.models import ConsultationQuestion
from civic.participation.follows.models import Follow
from tests.conftest import sign_in
from tests.factories import make_account, make_comment, make_consultation, store

PHONE = "0812 3456 7890"


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes that were sent, the newest last."""
    sent: list[str] = []
    monkeypatch.setattr(accounts, "send_code", lambda _to, code, _reason: sent.append(code))
    return sent


def test_a_newcomer_sends_a_comment_with_a_contact_and_a_code(client: FlaskClient, codes: list[str]) -> None:
    consultation = make_consultation(slug="taman")
    question = store(ConsultationQuestion(consultation_id=consultation.id, position=2, prompt="Kapan?"))
    asked = client.post(
        "/consultations/taman/comments",
        data={"body": "Trotoar berlubang", "contact": PHONE, "question_id": question.id},
    )
    assert asked.status_code == 303
    step = client.get(asked.location).text
    assert "+62812****890" in step
    assert "Trotoar berlubang" in step
    assert db.session.query(Comment).count() == 0
    sent = client.post(asked.location + "/code", data={"code": codes[-1]})
    assert sent.status_code == 303
    comment = db.session.query(Comment).one()
    assert sent.location == f"/consultations/taman?posted={comment.id}&new=1#c{comment.id}"
    assert (comment.body, comment.anchor) == ("Trotoar berlubang", question.anchor)
    page = client.get(sent.location).text
    article = page[page.index(f'id="c{comment.id}"') :]
    assert f"Tanggapan Anda no. {comment.id} sudah tayang" in article[: article.index("</article>")]
    assert comment.author is not None
    assert comment.author.name == "Warga"
    assert db.session.query(CommentDraft.act, CommentDraft.body).one() == ("done", "")


def test_the_receipt_is_for_its_author_alone(client: FlaskClient) -> None:
    comment = make_comment(make_consultation(slug="taman"))
    assert "sudah tayang" not in client.get(f"/consultations/taman?posted={comment.id}").text
    sign_in(client, make_account())
    assert "sudah tayang" not in client.get(f"/consultations/taman?posted={comment.id}").text


def test_a_name_is_asked_once_and_a_known_person_keeps_theirs(client: FlaskClient, codes: list[str]) -> None:
    make_consultation(slug="taman")
    for name in ("Siti Aminah", "Orang Lain"):
        asked = client.post("/consultations/taman/comments", data={"body": f"Dari {name}", "contact": PHONE})
        sent = client.post(asked.location + "/code", data={"code": codes[-1], "name": name})
        assert ("new=1" in sent.location) is (name == "Siti Aminah")
        client.post("/account/sign-out")
        db.session.query(VerificationCode).update({"sent_at": utcnow() - timedelta(seconds=61)})
        db.session.commit()
    assert [account.name for account in db.session.query(Account).all()] == ["Siti Aminah"]
    assert db.session.query(Comment).count() == 2


def test_a_wrong_code_and_a_wrong_contact_keep_the_text(client: FlaskClient, codes: list[str]) -> None:
    make_consultation(slug="taman")
    refused = client.post("/consultations/taman/comments", data={"body": "Tetap ada", "contact": "bukan alamat"})
    assert refused.status_code == 422
    assert "Tetap ada" in refused.text
    assert 'value="bukan alamat"' in refused.text
    asked = client.post("/consultations/taman/comments", data={"body": "Tetap ada", "contact": PHONE})
    wrong = "000000" if codes[-1] != "000000" else "111111"
    answer = client.post(asked.location + "/code", data={"code": wrong, "name": "Siti"})
    assert answer.status_code == 422
    assert "Tetap ada" in answer.text
    assert 'value="Siti"' in answer.text
    assert re.search(r'aria-describedby="code-(\d+)-hint code-\1-error"', answer.text)
    assert db.session.query(Comment).count() == 0


def test_another_code_is_sent_after_a_minute(client: FlaskClient, codes: list[str]) -> None:
    make_consultation(slug="taman")
    asked = client.post("/consultations/taman/comments", data={"body": "Halo", "contact": PHONE})
    client.post(asked.location + "/again")
    assert len(codes) == 1
    assert "detik lagi" in client.get(asked.location).text
    db.session.query(VerificationCode).update({"sent_at": utcnow() - timedelta(seconds=61)})
    db.session.commit()
    client.post(asked.location + "/again")
    assert len(codes) == 2
    client.post(asked.location + "/other")
    assert "Siapa Anda?" in client.get(asked.location).text


def test_a_comment_that_cannot_be_sent_any_more_is_still_to_be_read(client: FlaskClient, codes: list[str]) -> None:
    consultation = make_consultation(slug="taman")
    asked = client.post("/consultations/taman/comments", data={"body": "Terlambat semenit", "contact": PHONE})
    consultation.closes_at = utcnow()
    db.session.commit()
    answer = client.post(asked.location + "/code", data={"code": codes[-1]})
    assert answer.status_code == 409
    assert "Terlambat semenit" in answer.text
    answer = client.post("/consultations/taman/comments", data={"body": "Terlambat lagi"})
    assert answer.status_code == 409
    assert "Terlambat lagi" in answer.text


def test_the_draft_of_another_token_is_nobodys(client: FlaskClient) -> None:
    make_consultation(slug="taman")
    asked = client.post("/consultations/taman/comments", data={"body": "Milik saya"})
    assert client.get("/sending/nonsense").status_code == 404
    db.session.query(CommentDraft).update({"created_at": utcnow() - timedelta(days=3)})
    db.session.commit()
    assert client.get(asked.location).status_code == 404


def test_a_draft_is_not_sent_without_signing_in_nor_by_opening_its_page(client: FlaskClient) -> None:
    make_consultation(slug="taman")
    asked = client.post("/consultations/taman/comments", data={"body": "Milik saya"})
    client.post(asked.location)
    sign_in(client, make_account())
    client.get(asked.location)
    assert db.session.query(Comment).count() == 0
    for _ in range(2):
        client.post(asked.location)
    assert db.session.query(Comment).count() == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Hubungi 0812-3456-7890", "nomor telepon atau NIK"),
        ("NIK saya 3671010101900001", "nomor telepon atau NIK"),
        ("Surel: siti@contoh.example", "alamat surel"),
    ],
)
def test_personal_data_is_pointed_out_before_it_is_published(client: FlaskClient, body: str, said: str) -> None:
    make_consultation(slug="taman")
    sign_in(client, make_account())
    asked = client.post("/consultations/taman/comments", data={"body": body})
    step = client.get(asked.location).text
    assert said in step
    assert "Tetap tayangkan" in step
    assert db.session.query(Comment).count() == 0
    assert "new=" not in client.post(asked.location).location
    assert db.session.query(Comment).one().body == body


@pytest.mark.parametrize("body", ["Rp 1.500.000 untuk 2026-2027", "RT 05/RW 03 belum diaspal", "Perda 12/2019 pasal 4"])
def test_figures_are_no_personal_data(client: FlaskClient, body: str) -> None:
    make_consultation(slug="taman")
    sign_in(client, make_account())
    client.post("/consultations/taman/comments", data={"body": body})
    assert db.session.query(Comment).count() == 1


def test_replies_and_corrections_outlive_a_session(client: FlaskClient) -> None:
    author = make_account()
    comment = make_comment(make_consultation(), author, body="Lama")
    kept = client.post(f"/comments/{comment.id}/reply", data={"body": "Balasan saya"}).location
    changed = client.post(f"/comments/{comment.id}/edit", data={"body": "Baru"}).location
    assert "Balasan saya" in client.get(kept).text
    assert "Balasan saya</textarea>" in client.get(f"/comments/{comment.id}/reply?draft={kept.split('/')[-1]}").text
    sign_in(client, author)
    assert client.post(kept).status_code == 303
    assert client.post(changed).status_code == 303
    db.session.expire_all()
    assert comment.body == "Baru"
    assert db.session.query(Comment).filter_by(reply_to_id=comment.id).one().body == "Balasan saya"


def test_nobody_corrects_another_persons_comment_by_way_of_a_draft(client: FlaskClient) -> None:
    comment = make_comment(make_consultation(), body="Asli")
    changed = client.post(f"/comments/{comment.id}/edit", data={"body": "Palsu"}).location
    sign_in(client, make_account())
    answer = client.post(changed)
    assert answer.status_code == 403
    db.session.refresh(comment)
    assert comment.body == "Asli"


def test_refused_replies_and_corrections_keep_their_text(app: Flask, client: FlaskClient) -> None:
    author = make_account()
    activity = make_consultation()
    comment = make_comment(activity, author)
    sign_in(client, author)
    for page in ("reply", "edit"):
        answer = client.post(f"/comments/{comment.id}/{page}", data={"body": "x" * 5_001})
        assert answer.status_code == 422
        assert "x" * 5_001 in answer.text
    app.config["WTF_CSRF_ENABLED"] = True
    for page in ("reply", "edit"):
        answer = client.post(f"/comments/{comment.id}/{page}", data={"body": "Lama terbuka", "csrf_token": "old"})
        assert answer.status_code == 422
        assert "Lama terbuka</textarea>" in answer.text
    app.config["WTF_CSRF_ENABLED"] = False
    activity.closes_at = utcnow()
    db.session.commit()
    answer = client.post(f"/comments/{comment.id}/reply", data={"body": "Terlambat"})
    assert answer.status_code == 409
    assert "Terlambat</textarea>" in answer.text
    assert app.test_client().post(f"/comments/{comment.id}/reply", data={"body": "Terlambat"}).status_code == 409


def test_a_visitors_opinion_and_wish_to_follow_wait_for_the_code(client: FlaskClient, codes: list[str]) -> None:
    comment = make_comment(make_consultation(slug="taman"))
    for address, data in (
        (f"/comments/{comment.id}/reaction", {"value": "disagree"}),
        (f"/activities/{comment.activity_id}/follow", {}),
    ):
        asked = client.post(address, data=data)
        assert asked.status_code == 303
        assert db.session.query(CommentReaction).count() + db.session.query(Follow).count() == len(codes)
        client.post(asked.location + "/contact", data={"contact": PHONE})
        sent = client.post(asked.location + "/code", data={"code": codes[-1]})
        assert (sent.status_code, sent.location.partition("?")[0]) == (303, "/consultations/taman")
        client.post("/account/sign-out")
        db.session.query(VerificationCode).update({"sent_at": utcnow() - timedelta(seconds=61)})
        db.session.commit()
    assert db.session.query(CommentReaction).one().value == -1
    assert db.session.query(Follow).one().subject_id == comment.activity_id


def test_a_code_sent_twice_leads_to_the_one_comment(client: FlaskClient, codes: list[str]) -> None:
    make_consultation(slug="taman")
    asked = client.post("/consultations/taman/comments", data={"body": "Sekali", "contact": PHONE})
    for _ in range(2):
        sent = client.post(asked.location + "/code", data={"code": codes[-1]})
        assert (sent.status_code, "posted=" in sent.location) == (303, True)
    assert client.get(asked.location).status_code == 303
    assert db.session.query(Comment).count() == 1
