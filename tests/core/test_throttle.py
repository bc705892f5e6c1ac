"""Counting attempts: exactly, for each key alone, and anew when the window has ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from civic.core import throttle
from civic.core.db.transactions import apart, transaction
from civic.core.db.types import utcnow
from civic.core.throttle import Throttle
from civic.errors import TooMany
from civic.extensions import db
from tests.helpers import at_once

MINUTE = timedelta(minutes=1)


def test_of_forty_attempts_at_once_just_the_allowed_ones_pass(app: Flask) -> None:
    results = at_once(app, 40, lambda: throttle.hit_now("key", 30, MINUTE))
    assert sum(result is None for result in results) == 30
    assert all(isinstance(result, TooMany) for result in results if result is not None)


def test_another_key_has_its_own_count(app: Flask) -> None:
    throttle.hit_now("one", 1, MINUTE)
    throttle.hit_now("two", 1, MINUTE)
    with pytest.raises(TooMany) as refused:
        throttle.hit_now("one", 1, MINUTE)
    assert 55 <= refused.value.retry_after_s <= 60


def test_attempts_do_not_prolong_the_window_and_count_anew_after_it(app: Flask) -> None:
    throttle.hit_now("key", 2, MINUTE)
    throttle.hit_now("key", 2, 10 * MINUTE)
    with pytest.raises(TooMany) as refused:
        throttle.hit_now("key", 2, 10 * MINUTE)
    assert refused.value.retry_after_s <= 60
    with apart() as session:
        session.execute(update(Throttle).values(ends_at=utcnow() - timedelta(seconds=1)))
    throttle.hit_now("key", 2, MINUTE)
    assert db.session.query(Throttle).one().count == 1
    assert db.session.query(Throttle).one().ends_at > utcnow() + timedelta(seconds=55)


def test_an_attempt_within_a_step_that_fails_was_none(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        throttle.hit("key", 1, MINUTE)
        raise RuntimeError
    with transaction():
        throttle.hit("key", 1, MINUTE)


def test_old_counts_are_forgotten_and_no_key_is_kept_in_clear(app: Flask) -> None:
    throttle.hit_now("code:sari@contoh.example", 1, MINUTE)
    assert "sari" not in db.session.query(Throttle).one().key
    with apart() as session:
        session.execute(update(Throttle).values(ends_at=utcnow() - timedelta(hours=2)))
    db.session.rollback()
    throttle.hit_now("other", 1, MINUTE)
    db.session.rollback()
    assert db.session.query(Throttle).count() == 1
