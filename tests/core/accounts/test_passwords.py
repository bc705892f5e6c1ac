"""Passwords: which are taken, and how they are set anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts import actions, passwords
from civic.core.accounts.models import Account, UserSession
from civic.core.db.types import utcnow
from civic.errors import Invalid
from civic.extensions import db
from tests.conftest import sign_in
from tests.core.accounts.desk import HERE, MAIL, PASSWORD, is_signed_in, last_code, token_of, use_token


def test_a_forgotten_password_is_set_anew_after_a_code(app: Flask, client: FlaskClient) -> None:
    account = actions.create_account("Siti", MAIL, PASSWORD)
    other = sign_in(app.test_client(), account)
    answer = client.post("/account/reset", data={"contact": MAIL})
    answer = client.post(answer.location, data={"code": last_code()})
    assert answer.location == "/account/password"
    assert 'name="current"' not in client.get("/account/password").text
    token = token_of(client)
    assert client.post("/account/password", data={"password": "empat kata baru sekali"}).status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(other), "every other device is signed out"
    use_token(client, token)
    assert not is_signed_in(client), "and this one has a new session"
    assert actions.sign_in(MAIL, "empat kata baru sekali", HERE)
    with pytest.raises(Invalid):
        actions.sign_in(MAIL, PASSWORD, HERE)


def test_changing_the_password_needs_the_present_one(app: Flask, client: FlaskClient) -> None:
    account = actions.create_account("Siti", MAIL, PASSWORD)
    other = sign_in(app.test_client(), account)
    client.post("/account/sign-in", data={"contact": MAIL, "password": PASSWORD})
    for current in ("", "bukan ini ya"):
        wrong = client.post("/account/password", data={"current": current, "password": "empat kata baru sekali"})
        assert "bukan kata sandi Anda" in wrong.text
    db.session.query(UserSession).update({"by_code": True, "created_at": utcnow() - timedelta(minutes=16)})
    db.session.commit()
    wrong = client.post("/account/password", data={"current": "", "password": "empat kata baru sekali"})
    assert "bukan kata sandi Anda" in wrong.text, "a code of long ago proves nothing"
    right = client.post("/account/password", data={"current": PASSWORD, "password": "empat kata baru sekali"})
    assert right.status_code == 303
    assert not is_signed_in(other)
    assert actions.sign_in(MAIL, "empat kata baru sekali", HERE)


def test_the_present_password_is_not_guessed_in_a_borrowed_browser(client: FlaskClient) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    client.post("/account/sign-in", data={"contact": MAIL, "password": PASSWORD})
    data = {"current": "salah salah", "password": "empat kata baru sekali"}
    answers = [client.post("/account/password", data=data).status_code for _ in range(11)]
    assert answers[-1] == 429


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "qwertyuiop12", "iloveyou123", "admin12345", "sayangku123", "katasandi123", "rahasia12345"),
        *("bismillah99", "tangerang123", "1q2w3e4r5t6y", "football2024", "sunshine123", "P@ssw0rd123", "aaaaaaaaaaaa"),
        *("siti@contoh.example", "sitiaminah1"),
    ],
)
def test_passwords_that_are_guessed_first_are_refused(app: Flask, password: str) -> None:
    with pytest.raises(Invalid, match="mudah ditebak"):
        actions.begin_sign_in(MAIL, HERE, "Siti Aminah", password)


@pytest.mark.parametrize(
    "password", [PASSWORD, "suara kota demo", "sandi yang panjang", "x7#kPq!m2z", "kudakuda lompat pagar"]
)
def test_passwords_that_are_hard_to_guess_are_taken(app: Flask, password: str) -> None:
    assert actions.create_account("Siti", MAIL, password)


def test_a_new_password_is_not_the_persons_own_name(app: Flask) -> None:
    guessed = "zulfahmi rasyidin"
    assert actions.create_account("Lain", "lain@contoh.example", guessed), "hard to guess for anybody else"
    with pytest.raises(Invalid, match="mudah ditebak"):
        actions.begin_sign_in(MAIL, HERE, "Zulfahmi Rasyidin", guessed)
    account = actions.create_account("Zulfahmi Rasyidin", MAIL, PASSWORD)
    with app.test_request_context(), pytest.raises(Invalid, match="mudah ditebak"):
        actions.set_password(account, PASSWORD, guessed, HERE)


def test_a_hash_of_older_parameters_is_made_anew_at_signing_in(app: Flask) -> None:
    account = actions.create_account("Siti", MAIL, PASSWORD)
    assert account.password
    good = account.password.secret
    actions.sign_in(MAIL, PASSWORD, HERE)
    assert account.password.secret == good, "one that is as it should be stays"
    account.password.secret = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    db.session.commit()
    old = account.password.secret
    with pytest.raises(Invalid):
        actions.sign_in(MAIL, "salah salah salah", HERE)
    assert account.password.secret == old
    actions.sign_in(MAIL, PASSWORD, HERE)
    db.session.expire_all()
    assert account.password.secret != old
    assert not passwords.is_outdated(account.password.secret)
    assert actions.sign_in(MAIL, PASSWORD, HERE)


def test_hashes_cost_what_the_library_advises_but_in_tests(app: Flask) -> None:
    assert "m=65536,t=3,p=4" in passwords._make_hasher(testing=False).hash("x")
    assert "m=8,t=1,p=1" in passwords.hash_password("x")


def test_an_accent_is_the_same_on_every_keyboard(app: Flask) -> None:
    one, two = "sandi panjang sekal\u00e9", "sandi panjang sekale\u0301"
    assert passwords.verify_password(passwords.hash_password(one), two)
    assert passwords.verify_password(passwords.hash_password(two), one)


def test_nobody_has_the_password_of_nobody(app: Flask) -> None:
    assert not passwords.verify_password(None, "nobody has this password")
    assert not passwords.verify_password("no hash at all", "x")


def test_the_longest_password_is_taken(app: Flask) -> None:
    passwords.check_password("kuda lompat pagar " * 11 + "xy")


def test_an_account_made_by_the_command_line_has_no_weak_password_either(app: Flask) -> None:
    with pytest.raises(Invalid):
        actions.create_account("Siti", MAIL, "12345678")
    assert db.session.query(Account).count() == 0
