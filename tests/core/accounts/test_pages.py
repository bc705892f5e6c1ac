"""What the pages of an account say and where they lead."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts import actions
from civic.core.accounts.models import Account, UserSession
from civic.extensions import db
from tests.conftest import sign_in
from tests.core.accounts.desk import MAIL, PASSWORD, last_code, let_a_minute_pass, register
from tests.factories import make_account


def test_without_a_contact_no_code_is_asked_for(client: FlaskClient) -> None:
    for answer in (client.get("/account/verify?next=/data"), client.post("/account/verify?next=/data")):
        assert (answer.status_code, answer.location) == (303, "/account/sign-in?next=/data")
    assert client.get("/account/verify").location == "/account/sign-in"
    assert client.post("/account/verify/again").location == "/account/sign-in"


def test_newcomers_are_welcomed_and_others_told_that_they_are_in(client: FlaskClient) -> None:
    for said, other in (("Selamat datang.", "Anda sudah masuk."), ("Anda sudah masuk.", "Selamat datang.")):
        register(client)
        client.post("/account/verify", data={"code": last_code()})
        page = client.get("/account").text
        assert said in page
        assert other not in page
        client.post("/account/sign-out")
        let_a_minute_pass()


def test_a_wrong_code_asks_for_no_name(client: FlaskClient) -> None:
    register(client)
    assert 'name="name"' not in client.post("/account/verify", data={"code": "000000"}).text


def test_asking_for_another_code_says_what_came_of_it(client: FlaskClient) -> None:
    register(client)
    answer = client.post("/account/verify/again", data={"next": "/data"})
    assert answer.location == "/account/verify?next=/data"
    assert "detik lagi." in client.get("/account/verify").text
    let_a_minute_pass()
    assert client.post("/account/verify/again").location == "/account/verify"
    assert "Kode baru sedang dikirim." in client.get("/account/verify").text


def test_name_and_language_are_changed_and_it_is_said(client: FlaskClient) -> None:
    account = make_account(name="Siti")
    sign_in(client, account)
    assert client.post("/account", data={"name": "Siti Aminah", "locale": "id"}).location == "/account"
    assert "Tersimpan." in client.get("/account").text
    assert client.post("/account", data={"name": "Siti Aminah", "locale": "en"}).status_code == 303
    db.session.expire_all()
    assert (account.name, account.locale) == ("Siti Aminah", "en")


def test_a_new_password_and_an_ended_session_are_told(app: Flask, client: FlaskClient) -> None:
    account = actions.create_account("Siti", MAIL, PASSWORD)
    client.post("/account/sign-in", data={"contact": MAIL, "password": PASSWORD})
    client.post("/account/password", data={"current": PASSWORD, "password": "empat kata baru sekali"})
    assert "Kata sandi baru tersimpan." in client.get("/account").text
    sign_in(app.test_client(), account)
    newest = db.session.query(UserSession.id).order_by(UserSession.id.desc()).first()[0]
    client.post(f"/account/sessions/{newest}/end")
    assert "Perangkat itu sudah dikeluarkan." in client.get("/account").text


def test_an_account_is_shown_and_changed_only_to_who_is_signed_in(client: FlaskClient) -> None:
    for path in ("/account", "/account/password"):
        assert client.get(path).location.startswith("/account/sign-in"), path
        posted = client.post(path, data={"name": "x", "password": PASSWORD})
        assert posted.location.startswith("/account/sign-in"), path
    assert client.post("/account/sessions/1/end").location.startswith("/account/sign-in")
    assert db.session.query(Account).count() == 0
