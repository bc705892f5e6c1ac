"""Accounts of a filled portal keep their contacts, passwords, roles and sessions through the migration, both ways."""

from __future__ import annotations

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from civic.extensions import db

BEFORE = "0003"
ACCOUNTS = (
    (1, "siti@contoh.example", None, "hash-1", "2026-01-02 03:04:05+00:00"),
    (2, None, "+6281234567890", "!", "2026-01-02 03:04:05+00:00"),
    (3, "belum@contoh.example", None, "hash-3", None),
)


def rows(statement: str) -> list[tuple[object, ...]]:
    found = [tuple(row) for row in db.session.execute(text(statement))]
    db.session.rollback()
    return found


@pytest.fixture
def filled(app: Flask) -> None:
    db.session.remove()
    flask_migrate.downgrade(revision=BEFORE)
    for number, email, phone, password, verified_at in ACCOUNTS:
        db.session.execute(
            text(
                "INSERT INTO account (id, email, phone, name, password_hash, locale, created_at, verified_at, is_demo) "
                "VALUES (:id, :email, :phone, 'Siti', :password, 'id', '2026-01-01 00:00:00+00:00', :at, false)"
            ),
            {"id": number, "email": email, "phone": phone, "password": password, "at": verified_at},
        )
    db.session.execute(text("INSERT INTO role_grant (id, account_id, role) VALUES (1, 1, 'administrator')"))
    db.session.execute(
        text(
            "INSERT INTO user_session (id, token_hash, account_id, created_at, expires_at, user_agent) "
            "VALUES (1, 'x', 1, '2026-01-01 00:00:00+00:00', '2036-01-01 00:00:00+00:00', 'Firefox')"
        )
    )
    db.session.commit()


def test_nothing_is_lost_on_the_way_up_and_down(filled: None) -> None:
    flask_migrate.upgrade()
    assert rows("SELECT account_id, kind, value, verified_at IS NOT NULL FROM identity ORDER BY account_id") == [
        (1, "email", "siti@contoh.example", True),
        (2, "phone", "+6281234567890", True),
        (3, "email", "belum@contoh.example", False),
    ]
    assert rows("SELECT account_id, kind, secret FROM credential ORDER BY account_id") == [
        (1, "password", "hash-1"),
        (3, "password", "hash-3"),
    ]
    kept = "SELECT r.account_id, s.user_agent FROM role_grant r JOIN user_session s ON s.account_id = r.account_id"
    assert rows(kept) == [(1, "Firefox")]
    db.session.execute(
        text(
            "INSERT INTO account (id, name, locale, created_at, erased_at, is_demo) "
            "VALUES (4, '', 'id', '2026-01-01 00:00:00+00:00', '2026-02-01 00:00:00+00:00', false)"
        )
    )
    db.session.commit()

    flask_migrate.downgrade(revision=BEFORE)
    assert rows("SELECT id, email, phone, password_hash, verified_at IS NOT NULL FROM account ORDER BY id") == [
        (1, "siti@contoh.example", None, "hash-1", True),
        (2, None, "+6281234567890", "!", True),
        (3, "belum@contoh.example", None, "hash-3", False),
        (4, "erased-4@invalid", None, "!", False),
    ]
    assert rows(kept) == [(1, "Firefox")]
    flask_migrate.upgrade()
    assert len(rows("SELECT id FROM identity")) == 4
