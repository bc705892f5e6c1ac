"""Registering and signing in with a code, as people do."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts import actions
from civic.core.accounts.models import Account, Credential
from civic.core.accounts.passwords import hash_password
from civic.errors import Invalid
from civic.extensions import db
from tests.conftest import sign_in
from tests.core.accounts.desk import (
    FORM,
    HERE,
    MAIL,
    PASSWORD,
    is_signed_in,
    last_code,
    let_a_minute_pass,
    messages,
    register,
)
from tests.factories import make_account


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Siti@Contoh.example", "siti@contoh.example"),
        ("0812-3456-7890", "+6281234567890"),
        ("uji@m\u00fcllerkota.de", "uji@xn--mllerkota-q9a.de"),
    ],
)
def test_register_confirm_and_be_signed_in(client: FlaskClient, typed: str, kept: str) -> None:
    answer = client.post("/account/register?next=/processes", data=FORM | {"contact": typed})
    assert typed not in answer.location, "no address in an address"
    assert kept not in answer.location
    assert not is_signed_in(client), "not signed in before the code"
    assert db.session.query(Account).count() == 0, "nobody is registered before the code"
    assert kept in client.get(answer.location).text
    answer = client.post(answer.location, data={"code": last_code()})
    assert answer.location == "/processes"
    assert kept in client.get("/account").text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("contact", "siti@", "Alamat surel tidak valid"),
        ("contact", "sit\u00ef@contoh.example", "Alamat surel tidak valid"),
        ("contact", "a" * 300 + "@contoh.example", "Alamat surel tidak valid"),
        ("contact", "+1 202 555 0100", "nomor HP Indonesia"),
        ("contact", "021 5552000", "nomor HP Indonesia"),
        ("password", "pendek", "paling sedikit 10"),
        ("password", "password123", "mudah ditebak"),
        ("password", "x" * 201, "paling banyak 200"),
        ("name", " \u202e ", "Isi nama"),
        ("name", "\u200b\u200b", "Isi nama"),
        ("name", "\u3164", "Isi nama"),
        ("name", "Administrator Kota", "tampak seperti"),
        ("name", "x" * 100_000, "karakter"),
    ],
)
def test_wrong_input_is_told_at_its_field(client: FlaskClient, field: str, value: str, message: str) -> None:
    answer = client.post("/account/register", data=FORM | {field: value})
    assert message in answer.text
    assert f'id="{field}-error"' in answer.text
    assert messages() == []


def test_everything_that_is_wrong_is_told_at_once(client: FlaskClient) -> None:
    text = client.post("/account/register", data={"name": "", "contact": "x", "password": "pendek"}).text
    assert [f for f in ("name", "contact", "password") if f'id="{f}-error"' in text] == ["name", "contact", "password"]
    assert "<title>Kesalahan:" in text
    assert ">Error:" not in text
    assert "Kesalahan:" not in client.get("/account/register").text.split("</title>")[0]


def test_a_contact_of_combining_marks_is_refused_before_it_costs_time(app: Flask) -> None:
    started = time.monotonic()
    with pytest.raises(Invalid):
        actions.begin_sign_in("a" + "\u0301" * 240_000 + "\u0316" * 240_000, HERE)
    assert time.monotonic() - started < 1


def test_what_was_never_confirmed_is_nothing_to_build_on(app: Flask) -> None:
    left = make_account(email=MAIL, verified_at=None, name="Penyerang")
    with pytest.raises(Invalid):
        actions.sign_in(MAIL, PASSWORD, HERE)
    actions.begin_sign_in(MAIL, HERE, "Siti")
    signed_in = actions.finish_sign_in(MAIL, last_code(), HERE)
    assert (signed_in.account.id, signed_in.account.name, signed_in.is_new) == (left.id, "Siti", True)


def test_a_known_contact_is_signed_in_and_nothing_of_it_changed(app: Flask) -> None:
    account = actions.create_account("Siti", MAIL, PASSWORD)
    actions.begin_sign_in(MAIL, HERE, "Lain", "sandi lain yang panjang")
    signed_in = actions.finish_sign_in(MAIL, last_code(), HERE)
    assert (signed_in.account.id, signed_in.account.name, signed_in.is_new) == (account.id, "Siti", False)
    assert actions.sign_in(MAIL, PASSWORD, HERE)


def test_a_name_is_asked_once_and_only_of_who_is_new(client: FlaskClient) -> None:
    client.post("/account/sign-in", data={"contact": MAIL})
    assert 'name="name"' not in client.get("/account/verify").text
    asked = client.post("/account/verify", data={"code": last_code()})
    assert 'id="name-error"' in asked.text
    client.post("/account/verify", data={"code": last_code(), "name": "Siti"})
    assert is_signed_in(client)
    client.post("/account/sign-out")
    client.post("/account/sign-in", data={"contact": MAIL})
    client.post("/account/verify", data={"code": last_code()})
    assert is_signed_in(client)


def test_what_was_filled_in_is_kept_when_the_code_is_sent_again(client: FlaskClient) -> None:
    register(client)
    register(client, name="Siti Aminah")
    let_a_minute_pass()
    client.post("/account/verify/again")
    client.post("/account/verify", data={"code": last_code()})
    assert db.session.query(Account).one().name == "Siti Aminah"
    assert actions.sign_in(MAIL, PASSWORD, HERE)


def test_mail_is_in_the_language_of_the_account(client: FlaskClient) -> None:
    client.set_cookie("civic_language", "en")
    register(client)
    assert messages()[0].arguments["subject"].startswith("Your code")


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "/a\nb", "javascript:x"]
)
def test_nobody_is_led_elsewhere_after_signing_in(client: FlaskClient, target: str) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    data = {"contact": "siti@contoh.example", "password": PASSWORD, "next": target}
    assert client.post("/account/sign-in", data=data).location == "/"


def test_what_was_set_up_before_a_contact_was_proved_is_gone(app: Flask, client: FlaskClient) -> None:
    left = make_account(email=MAIL, verified_at=None)
    left.credentials.append(Credential(secret=hash_password("sandi penyerang panjang")))
    db.session.commit()
    sign_in(client, left)
    actions.begin_sign_in(MAIL, HERE, "Siti")
    actions.finish_sign_in(MAIL, last_code(), HERE)
    with pytest.raises(Invalid):
        actions.sign_in(MAIL, "sandi penyerang panjang", HERE)
    assert not is_signed_in(client)
