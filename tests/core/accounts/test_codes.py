"""Codes: good once, for a while, for one purpose, and for the browser that asked."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts import actions, codes
from civic.core.accounts.browsers import Browser
from civic.core.accounts.models import Account, VerificationCode
from civic.core.db.types import utcnow
from civic.errors import Invalid
from civic.extensions import db
from tests.core.accounts.desk import (
    HERE,
    MAIL,
    PASSWORD,
    THERE,
    is_signed_in,
    last_code,
    let_a_minute_pass,
    messages,
    register,
)


def test_a_code_opens_only_the_registration_of_the_browser_that_asked(app: Flask) -> None:
    """Otherwise a stranger's password would open an account that its owner confirmed."""
    owner, stranger = app.test_client(), app.test_client()
    register(owner)
    register(stranger, name="Penyerang", password="sandi penyerang panjang")
    owners, strangers = (re.search(r"\d{6}", m.arguments["body"]).group() for m in messages())
    owner.post("/account/verify", data={"code": strangers})
    assert not is_signed_in(owner)
    assert app.test_client().post("/account/verify", data={"contact": MAIL, "code": owners}).status_code == 303
    owner.post("/account/verify", data={"code": owners})
    assert is_signed_in(owner)
    assert db.session.query(Account).one().name == "Siti"
    with pytest.raises(Invalid):
        actions.sign_in(MAIL, "sandi penyerang panjang", THERE)
    assert actions.sign_in(MAIL, PASSWORD, HERE)


def test_a_code_is_good_for_five_tries_and_fifteen_minutes(app: Flask) -> None:
    actions.begin_sign_in(MAIL, HERE, "Siti")
    for _ in range(5):
        with pytest.raises(Invalid, match="tidak cocok"):
            actions.finish_sign_in(MAIL, "000000", HERE)
    with pytest.raises(Invalid, match="tidak cocok"):
        actions.finish_sign_in(MAIL, last_code(), HERE)
    let_a_minute_pass()
    actions.begin_sign_in(MAIL, HERE, "Siti")
    db.session.query(VerificationCode).update({"expires_at": utcnow() - timedelta(seconds=1)})
    db.session.commit()
    with pytest.raises(Invalid, match="tidak cocok"):
        actions.finish_sign_in(MAIL, last_code(), HERE)


def test_a_code_is_good_once(app: Flask) -> None:
    actions.begin_sign_in(MAIL, HERE, "Siti")
    assert actions.finish_sign_in(MAIL, last_code(), HERE)
    with pytest.raises(Invalid):
        actions.finish_sign_in(MAIL, last_code(), HERE)


def test_a_code_is_good_for_its_own_purpose_only(app: Flask) -> None:
    codes.make_code(MAIL, HERE, codes.Purpose.ERASE)
    code = codes.make_code(MAIL, HERE, codes.Purpose.SIGN_IN)
    db.session.commit()
    assert code
    assert codes.try_code(MAIL, HERE, codes.Purpose.ERASE, code) is None
    assert codes.try_code(MAIL, HERE, codes.Purpose.SIGN_IN, code)


def test_tries_at_once_are_all_counted(app: Flask) -> None:
    actions.begin_sign_in(MAIL, HERE, "Siti")

    def guess(number: int) -> None:
        with app.app_context(), suppress(Invalid):
            actions.finish_sign_in(MAIL, "000000", Browser("here", f"10.1.0.{number}"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(guess, range(4)))
    db.session.rollback()
    assert db.session.query(VerificationCode).one().tries_left == 1


def test_another_code_can_be_asked_for_after_a_minute(client: FlaskClient) -> None:
    register(client)
    first = last_code()
    assert "detik" in client.get("/account/verify").text
    client.post("/account/verify/again")
    register(client, name="Siti Aminah")
    assert len(messages()) == 1, "asking twice sends one message"
    let_a_minute_pass()
    client.post("/account/verify/again")
    assert len(messages()) == 2
    client.post("/account/verify", data={"code": first})
    assert not is_signed_in(client), "the earlier code is void"


def test_what_another_request_has_used_opens_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.begin_sign_in(MAIL, HERE, "Siti")
    monkeypatch.setattr(codes, "use_up", lambda *_which: False)
    with pytest.raises(Invalid):
        actions.finish_sign_in(MAIL, last_code(), HERE)
    assert db.session.query(Account).count() == 0


def test_one_code_a_minute_is_made_however_often_it_is_asked_for(app: Flask) -> None:
    assert codes.make_code(MAIL, HERE, codes.Purpose.SIGN_IN)
    assert codes.make_code(MAIL, HERE, codes.Purpose.SIGN_IN) is None
    assert codes.make_code(MAIL, THERE, codes.Purpose.SIGN_IN)
    assert codes.make_code(MAIL, HERE, codes.Purpose.ERASE)
    db.session.commit()
    let_a_minute_pass()
    assert codes.make_code(MAIL, HERE, codes.Purpose.SIGN_IN)


def test_codes_that_are_long_over_are_swept_away(app: Flask) -> None:
    for contact, hours in (("lama@contoh.example", 25), ("baru@contoh.example", 23)):
        codes.make_code(contact, HERE, codes.Purpose.SIGN_IN)
        ended = utcnow() - timedelta(hours=hours)
        db.session.query(VerificationCode).filter_by(contact=contact).update({"expires_at": ended})
    codes.make_code(MAIL, HERE, codes.Purpose.SIGN_IN)
    assert {code.contact for code in db.session.query(VerificationCode)} == {"baru@contoh.example", MAIL}
