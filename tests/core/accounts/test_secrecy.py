"""Nobody learns from the portal who has an account."""

from __future__ import annotations

import re

import pytest
from argon2 import PasswordHasher
from flask import Flask

from civic.core.accounts import actions
from civic.core.accounts.browsers import Browser
from civic.errors import Invalid
from tests.core.accounts.desk import FORM, HERE, PASSWORD
from tests.factories import make_account
from tests.helpers import count_queries


def strip(text: str) -> str:
    """Without what differs by nature: what the visitor typed, nonces, form tokens and the seconds that have passed."""
    return re.sub(r'(ada|tak)(@|%40|%2540)|nonce="[^"]+"|name="csrf_token" value="[^"]+"|\b\d\d detik', "", text)


def test_answers_do_not_tell_who_has_an_account(app: Flask) -> None:
    make_account(email="ada@contoh.example")
    for path, data in (
        ("/account/register", FORM),
        ("/account/reset", {}),
        ("/account/sign-in", {"password": "salah salah salah"}),
        ("/account/sign-in", {"send_code": "1"}),
    ):
        answers = []
        for contact in ("ada@contoh.example", "tak@contoh.example"):
            client = app.test_client()
            answer = client.post(path, data=data | {"contact": contact})
            follow = client.get(answer.location) if answer.status_code == 303 else answer
            wrong = client.post("/account/verify", data={"code": "000000"})
            answers.append((answer.status_code, strip(follow.text), strip(wrong.text)))
        assert answers[0] == answers[1], path


def statements(contact: str, browser: Browser) -> list[str]:
    with count_queries() as sent:
        actions.begin_sign_in(contact, browser)
    with count_queries() as tried, pytest.raises(Invalid):
        actions.finish_sign_in(contact, "000000", browser)
    with count_queries() as refused, pytest.raises(Invalid):
        actions.sign_in(contact, "salah salah salah", browser)
    return [*sent, "--", *tried, "--", *refused]


def test_known_and_unknown_contacts_cost_the_same_work(app: Flask) -> None:
    actions.create_account("Ada", "ada@contoh.example", PASSWORD)
    known = statements("ada@contoh.example", HERE)
    unknown = statements("tak@contoh.example", Browser("other", "10.0.0.9"))
    assert known == unknown


def test_a_password_is_hashed_whoever_has_the_contact(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.create_account("Ada", "ada@contoh.example", PASSWORD)
    make_account(email="tanpa@contoh.example")
    hashed: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, stored: str, password: str) -> bool:
        hashed.append(stored.rpartition("$")[0].rpartition("$")[0])  # its parameters, without salt and hash
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for contact in ("ada@contoh.example", "tanpa@contoh.example", "tak@contoh.example"):
        with pytest.raises(Invalid):
            actions.sign_in(contact, "salah salah salah", HERE)
    assert len(hashed) == 3
    assert len(set(hashed)) == 1, "at the same cost"
