"""Registering, signing in, codes and roles, as people and as attackers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from civic.core.accounts import actions
from civic.core.accounts.models import Account, UserSession, VerificationCode
from civic.core.audit.models import AuditEvent
from civic.core.db.types import utcnow
from civic.core.jobs.models import JobRecord
from civic.errors import Invalid, NotPermitted, TooMany
from civic.extensions import db
from civic.modules import Role
from tests.conftest import sign_in
from tests.factories import make_account, make_agency

PASSWORD = "tiga kata rahasia"
FORM = {"name": "Siti", "contact": "siti@contoh.example", "password": PASSWORD}


def last_code() -> str:
    record = db.session.scalars(
        select(JobRecord).where(JobRecord.name == "mail.send").order_by(JobRecord.created_at)
    ).all()[-1]
    found = re.search(r"\b\d{6}\b", record.arguments["body"])
    assert found
    return found.group()


def register(client: FlaskClient, **changed: str) -> None:
    answer = client.post("/account/register", data=FORM | changed)
    assert answer.status_code == 302, answer.text


@pytest.mark.parametrize(
    ("typed", "kept"), [("Siti@Contoh.example", "siti@contoh.example"), ("0812-3456-7890", "+6281234567890")]
)
def test_register_confirm_and_be_signed_in(client: FlaskClient, typed: str, kept: str) -> None:
    register(client, contact=typed)
    assert client.get("/account").status_code == 302, "not signed in before the code"
    answer = client.post("/account/verify", data={"contact": typed, "code": last_code(), "next": "/processes"})
    assert answer.location == "/processes"
    assert kept in client.get("/account").text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("contact", "siti@", "alamat surel"),
        ("contact", "+1 202 555 0100", "nomor HP Indonesia"),
        ("contact", "021 5552000", "nomor HP Indonesia"),
        ("password", "pendek", "paling sedikit 10"),
        ("password", "password123", "mudah ditebak"),
        ("password", "x" * 201, "paling banyak 200"),
        ("name", " \u202e ", "Isi nama"),
        ("name", "x" * 100_000, "karakter"),
    ],
)
def test_wrong_input_is_told_at_its_field(client: FlaskClient, field: str, value: str, message: str) -> None:
    answer = client.post("/account/register", data=FORM | {field: value})
    assert message in answer.text
    assert f'id="{field}-error"' in answer.text
    assert db.session.query(Account).count() == 0


def test_names_of_any_script_are_kept(client: FlaskClient) -> None:
    register(client, name="  Nur\x00 مريم 👩🏽‍🌾 ")
    assert db.session.query(Account).one().name == "Nur مريم 👩🏽‍🌾"


def strip(text: str) -> str:
    """Without what differs by nature: what the visitor typed, nonces and form tokens."""
    return re.sub(r'(ada|tak)(@|%40|%2540)|nonce="[^"]+"|name="csrf_token" value="[^"]+"', "", text)


def test_answers_do_not_tell_who_has_an_account(client: FlaskClient) -> None:
    make_account(email="ada@contoh.example")
    for path, data in (
        ("/account/register", FORM),
        ("/account/reset", {}),
        ("/account/sign-in", {"password": "salah salah salah"}),
    ):
        answers = []
        for contact in ("ada@contoh.example", "tak@contoh.example"):
            answer = client.post(path, data=data | {"contact": contact})
            follow = client.get(answer.location) if answer.status_code == 302 else answer
            answers.append((answer.status_code, strip(follow.text)))
        assert answers[0][0] == answers[1][0]
        different = [p for p in zip(answers[0][1].split("\n"), answers[1][1].split("\n"), strict=False) if p[0] != p[1]]
        assert different == [], path


def test_the_owner_is_told_when_somebody_registers_with_their_contact(client: FlaskClient) -> None:
    make_account(email="siti@contoh.example", locale="en")
    register(client)
    mail = db.session.query(JobRecord).one().arguments
    assert mail["subject"] == "You already have an account"
    assert db.session.query(VerificationCode).count() == 0


def test_a_code_is_good_for_five_tries_and_fifteen_minutes(client: FlaskClient) -> None:
    register(client)
    code = last_code()
    for _ in range(5):
        assert "tidak cocok" in client.post("/account/verify", data={"contact": FORM["contact"], "code": "000000"}).text
    assert client.post("/account/verify", data={"contact": FORM["contact"], "code": code}).status_code == 200
    register(client)
    db.session.query(VerificationCode).update({"expires_at": utcnow() - timedelta(seconds=1)})
    db.session.commit()
    assert client.post("/account/verify", data={"contact": FORM["contact"], "code": last_code()}).status_code == 200


def test_signing_in_rotates_the_session_and_out_ends_it(client: FlaskClient) -> None:
    actions.create_account("Siti", "siti@contoh.example", PASSWORD)
    with client.session_transaction() as session:
        session["sid"] = "chosen by an attacker"
    answer = client.post(
        "/account/sign-in", data={"contact": "siti@contoh.example", "password": PASSWORD, "next": "/data"}
    )
    assert answer.location == "/data"
    with client.session_transaction() as session:
        assert session["sid"] != "chosen by an attacker"
        token = session["sid"]
    client.post("/account/sign-out")
    with client.session_transaction() as session:
        session["sid"] = token
    assert client.get("/account").status_code == 302, "the old cookie is worth nothing"


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "/a\nb", "javascript:x"]
)
def test_nobody_is_led_elsewhere_after_signing_in(client: FlaskClient, target: str) -> None:
    actions.create_account("Siti", "siti@contoh.example", PASSWORD)
    data = {"contact": "siti@contoh.example", "password": PASSWORD, "next": target}
    assert client.post("/account/sign-in", data=data).location == "/"


def test_guessing_is_slowed_by_contact_and_by_address(app: Flask) -> None:
    for _ in range(10):
        with pytest.raises(Invalid):
            actions.sign_in("siti@contoh.example", "salah", "10.0.0.1", "")
    with pytest.raises(TooMany):
        actions.sign_in("siti@contoh.example", "salah", "10.0.0.2", "")
    for number in range(90):
        with pytest.raises(Invalid):
            actions.sign_in(f"w{number}@contoh.example", "salah", "10.0.0.1", "")
    with pytest.raises(TooMany):
        actions.sign_in("lain@contoh.example", "salah", "10.0.0.1", "")


def test_a_new_password_by_code_ends_every_session(client: FlaskClient) -> None:
    account = actions.create_account("Siti", "siti@contoh.example", PASSWORD)
    sign_in(client, account)
    assert client.get("/account").status_code == 200
    client.post("/account/reset", data={"contact": "siti@contoh.example"})
    data = {"contact": "siti@contoh.example", "code": last_code(), "password": "empat kata baru sekali"}
    assert client.post("/account/reset/confirm", data=data).status_code == 302
    assert client.get("/account").status_code == 302
    assert actions.sign_in("siti@contoh.example", "empat kata baru sekali", "1.1.1.1", "")
    with pytest.raises(Invalid):
        actions.sign_in("siti@contoh.example", PASSWORD, "1.1.1.1", "")


def test_changing_the_password_needs_the_present_one(client: FlaskClient) -> None:
    sign_in(client, actions.create_account("Siti", "siti@contoh.example", PASSWORD))
    wrong = client.post("/account/password", data={"current": "bukan ini ya", "password": "empat kata baru sekali"})
    assert "bukan kata sandi Anda" in wrong.text
    right = client.post("/account/password", data={"current": PASSWORD, "password": "empat kata baru sekali"})
    assert right.status_code == 302
    assert client.get("/account").status_code == 302


def test_other_browsers_are_listed_and_can_be_signed_out(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    other = sign_in(app.test_client(), account)
    sign_in(client, account)
    first = db.session.query(UserSession).order_by(UserSession.id).first()
    assert client.post(f"/account/sessions/{first.id}/end").status_code == 302
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    stranger = sign_in(app.test_client(), make_account())
    mine = db.session.query(UserSession).order_by(UserSession.id).all()[1]
    assert stranger.post(f"/account/sessions/{mine.id}/end").status_code == 404


def test_a_disabled_account_is_out_at_once(client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    account.disabled_at = utcnow()
    db.session.commit()
    assert client.get("/account").status_code == 302


def test_my_data_holds_what_is_kept_about_me(client: FlaskClient) -> None:
    account = make_account(name="Siti")
    sign_in(client, account)
    client.post("/account", data={"name": "Siti Aminah", "locale": "en"})
    data = client.get("/account/data").json
    assert data["account"]["name"] == "Siti Aminah"
    assert data["acts"][0]["action"] == "account.updated"
    assert "password" not in str(data)


def test_only_an_administrator_gives_roles(client: FlaskClient) -> None:
    agency, person = make_agency(), make_account()
    sign_in(client, make_account(Role.DRAFTER, agency))
    assert client.get("/admin/people").status_code == 403
    with pytest.raises(NotPermitted):
        actions.grant_role(make_account(), person, Role.ADMINISTRATOR, None)
    sign_in(client, make_account(Role.ADMINISTRATOR))
    client.post(f"/admin/people/{person.id}/roles", data={"role": "moderator", "agency": agency.id})
    db.session.expire_all()
    assert [(g.role, g.agency_id) for g in person.grants] == [(Role.MODERATOR, agency.id)]
    assert "role.granted" in client.get("/admin/audit").text
    client.post(f"/admin/roles/{person.grants[0].id}/revoke")
    db.session.expire_all()
    assert person.grants == []


def test_a_role_without_its_agency_is_refused(app: Flask) -> None:
    with pytest.raises(Invalid):
        actions.grant_role(None, make_account(), Role.DRAFTER, None)


def test_the_audit_trail_cannot_be_changed(app: Flask) -> None:
    actions.create_account("Siti", "siti@contoh.example", PASSWORD)
    for statement in ("UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(db.text(statement))
        db.session.rollback()
    assert db.session.query(AuditEvent).count() == 1


def test_forms_need_their_token(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/account/sign-out")
    assert answer.status_code == 400
    assert "terlalu lama terbuka" in answer.text


def test_mail_is_in_the_language_of_the_account(client: FlaskClient) -> None:
    client.set_cookie("civic_language", "en")
    register(client)
    assert db.session.query(JobRecord).one().arguments["subject"].startswith("Your code")
