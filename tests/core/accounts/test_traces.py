"""What is written down of each step with an account, and of whom."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts import actions, queries, sessions
from civic.core.accounts.models import Account
from civic.core.audit.models import AuditEvent
from civic.core.db.transactions import transaction
from civic.errors import Invalid
from civic.extensions import db
from tests.core.accounts.desk import HERE, MAIL, PASSWORD, THERE, last_code, let_a_minute_pass

Trace = tuple[str, int | None, str]


def traces() -> list[Trace]:
    """Every event since the last call: the act, who did it, and to which account."""
    found = db.session.query(AuditEvent).order_by(AuditEvent.id).all()
    seen = db.session.info.setdefault("seen", 0)
    db.session.info["seen"] = len(found)
    return [(event.action, event.actor_id, event.thing_id) for event in found[seen:]]


def test_each_step_is_written_down(app: Flask) -> None:
    actions.begin_sign_in(MAIL, HERE, "Siti", PASSWORD)
    assert traces() == [("account.code_sent", None, "")]
    account = actions.finish_sign_in(MAIL, last_code(), HERE).account
    number, it = account.id, str(account.id)
    assert traces() == [("account.registered", number, it)]
    let_a_minute_pass()
    actions.begin_sign_in(MAIL, HERE)
    actions.finish_sign_in(MAIL, last_code(), HERE)
    assert traces() == [("account.code_sent", None, ""), ("account.signed_in", number, it)]
    with pytest.raises(Invalid):
        actions.sign_in(MAIL, "salah salah salah", HERE)
    assert traces() == [("account.sign_in_failed", None, "")]
    token = actions.sign_in(MAIL, PASSWORD, THERE).token
    assert traces() == [("account.signed_in", number, it)]
    actions.update_profile(account, "Siti Aminah", "en")
    assert traces() == [("account.updated", number, it)]
    with app.test_request_context():
        actions.set_password(account, PASSWORD, "empat kata baru sekali", HERE)
    assert traces() == [("account.password_changed", number, it)]
    actions.revoke_session(account, queries.sessions_of(account)[0].id)
    assert traces() == [("account.session_ended", number, it)]
    actions.sign_out(account, token)
    assert traces() == [("account.signed_out", number, it)]


def test_a_failed_attempt_names_the_account_that_it_was_at(app: Flask) -> None:
    account = actions.create_account("Siti", MAIL, PASSWORD)
    assert traces() == [("account.created", None, str(account.id))]
    for contact in (MAIL, "tak@contoh.example"):
        with pytest.raises(Invalid):
            actions.sign_in(contact, "salah salah salah", HERE)
    failed = db.session.query(AuditEvent).filter_by(action="account.sign_in_failed").order_by(AuditEvent.id)
    assert [event.data["account"] for event in failed] == [account.id, None]


def test_who_signs_out_is_written_down(client: FlaskClient) -> None:
    account = actions.create_account("Siti", MAIL, PASSWORD)
    client.post("/account/sign-in", data={"contact": MAIL, "password": PASSWORD})
    client.post("/account/sign-out")
    client.post("/account/sign-out")
    out = db.session.query(AuditEvent).filter_by(action="account.signed_out").order_by(AuditEvent.id)
    assert [event.actor_id for event in out] == [account.id, None]


def test_nobody_is_made_for_the_demonstration_by_mistake(app: Flask) -> None:
    actions.create_account("Ani", "ani@contoh.example")
    actions.begin_sign_in(MAIL, HERE, "Siti")
    actions.finish_sign_in(MAIL, last_code(), HERE)
    assert [account.is_demo for account in db.session.query(Account)] == [False, False]
    assert actions.create_account("Demo", "demo@contoh.example", is_demo=True).is_demo


def test_a_session_is_by_code_only_where_it_was(app: Flask) -> None:
    account = actions.create_account("Siti", MAIL, PASSWORD)
    with transaction():
        sessions.open_session(account)
    assert not actions.sign_in(MAIL, PASSWORD, HERE).is_new
    assert [session.by_code for session in queries.sessions_of(account)] == [False, False]
