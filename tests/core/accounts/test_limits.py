"""Guessing and flooding are slowed, and nobody is locked out by it."""

from __future__ import annotations

import pytest
from flask import Flask

from civic.core.accounts import actions, limits
from civic.core.accounts.browsers import Browser
from civic.core.db.types import utcnow
from civic.core.throttle import Throttle
from civic.errors import Invalid, TooMany
from civic.extensions import db
from tests.core.accounts.desk import HERE, MAIL, PASSWORD, THERE, let_a_minute_pass


def guess(browser: Browser, times: int, contact: str = MAIL) -> None:
    for _ in range(times):
        with pytest.raises(Invalid):
            actions.sign_in(contact, "salah salah salah", browser)


def test_guessing_is_slowed_by_contact_and_by_address(app: Flask) -> None:
    guess(HERE, 10)
    with pytest.raises(TooMany):
        actions.sign_in(MAIL, "salah", HERE)
    for number in range(89):
        guess(HERE, 1, f"w{number}@contoh.example")
    with pytest.raises(TooMany):
        actions.sign_in("lain@contoh.example", "salah", HERE)


def test_nobody_can_lock_another_out(app: Flask) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    guess(HERE, 10)
    assert actions.sign_in(MAIL, PASSWORD, THERE), "somebody elsewhere is not held up"
    guess(Browser("stranger", "10.0.0.2"), 9)
    with pytest.raises(TooMany):
        actions.sign_in(MAIL, PASSWORD, Browser("stranger", "10.0.0.2"))
    assert actions.sign_in(MAIL, PASSWORD, THERE), "a device of one's own works beside a stranger's on one address"


def test_strangers_everywhere_are_bounded_but_known_devices_are_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    assert actions.sign_in(MAIL, PASSWORD, HERE)
    monkeypatch.setattr(limits, "STRANGERS_PASSWORDS", 12)
    for number in range(11):
        guess(Browser(f"s{number}", f"10.9.0.{number}"), 1)
    with pytest.raises(TooMany):
        actions.sign_in(MAIL, PASSWORD, Browser("new", "10.8.0.1"))
    assert actions.sign_in(MAIL, PASSWORD, HERE)


def test_messages_are_bounded_for_contact_and_address_together(app: Flask) -> None:
    for _ in range(10):
        actions.begin_sign_in(MAIL, HERE)
        let_a_minute_pass()
    with pytest.raises(TooMany):
        actions.begin_sign_in(MAIL, HERE)
    actions.begin_sign_in(MAIL, THERE)
    for number in range(20):
        actions.begin_sign_in(f"w{number}@contoh.example", Browser("x", "10.0.0.3"))
    for number in range(10):
        actions.begin_sign_in(f"v{number}@contoh.example", Browser("x", "10.0.0.3"))
    with pytest.raises(TooMany):
        actions.begin_sign_in("lain@contoh.example", Browser("x", "10.0.0.3"))


def test_typing_codes_is_bounded_by_address(app: Flask) -> None:
    for number in range(60):
        with pytest.raises(Invalid):
            actions.finish_sign_in(f"w{number}@contoh.example", "000000", HERE)
    with pytest.raises(TooMany):
        actions.finish_sign_in(MAIL, "000000", HERE)


def test_a_patient_guesser_at_one_address_is_bounded_by_the_day(app: Flask) -> None:
    for _ in range(5):
        guess(HERE, 10)
        let_a_quarter_pass()
    with pytest.raises(TooMany):
        actions.sign_in(MAIL, "salah salah salah", HERE)
    guess(HERE, 1, "lain@contoh.example")


def test_messages_to_one_contact_from_everywhere_are_bounded_but_not_to_its_owner(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    assert actions.sign_in(MAIL, PASSWORD, HERE)
    monkeypatch.setattr(limits, "STRANGERS_MESSAGES", 3)
    for number in range(3):
        actions.begin_sign_in(MAIL, Browser(f"s{number}", f"10.9.0.{number}"))
    with pytest.raises(TooMany):
        actions.begin_sign_in(MAIL, Browser("s9", "10.9.0.9"))
    actions.begin_sign_in(MAIL, HERE)


def let_a_quarter_pass() -> None:
    db.session.query(Throttle).filter(Throttle.ends_at <= utcnow() + limits.QUARTER).delete()
    db.session.commit()
