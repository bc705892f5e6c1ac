"""Sessions: begun anew at signing in, ended by time, by hand and with the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts import actions, sessions
from civic.core.accounts.labels import device_name
from civic.core.accounts.models import UserSession
from civic.core.db.types import utcnow
from civic.extensions import db
from civic.modules import Role
from tests.conftest import sign_in
from tests.core.accounts.desk import MAIL, PASSWORD, is_signed_in, token_of, use_token
from tests.factories import make_account, make_agency


def test_signing_in_rotates_the_session_and_out_ends_it(app: Flask, client: FlaskClient) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    sign_in(client, make_account(name="Orang lain"))
    before = token_of(client)
    answer = client.post("/account/sign-in", data={"contact": MAIL, "password": PASSWORD, "next": "/data"})
    assert (answer.status_code, answer.location) == (303, "/data")
    first = token_of(client)
    assert first != before, "a session chosen beforehand is not taken over"
    assert "Siti" in client.get("/account").text
    client.post("/account/sign-in", data={"contact": MAIL, "password": PASSWORD})
    second = token_of(client)
    use_token(client, first)
    assert not is_signed_in(client), "signing in again ends this browser's earlier session"
    use_token(client, second)
    assert is_signed_in(client)
    answer = client.post("/account/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    use_token(client, second)
    assert not is_signed_in(client), "the old cookie is worth nothing"


def test_a_session_ends_with_its_time_and_when_nobody_comes_back(app: Flask, client: FlaskClient) -> None:
    resident, drafter = make_account(), make_account(Role.DRAFTER, make_agency())
    for account, idle, stays in (
        (resident, timedelta(days=13), True),
        (resident, timedelta(days=15), False),
        (drafter, timedelta(hours=11), True),
        (drafter, timedelta(hours=13), False),
    ):
        sign_in(client, account)
        with client.session_transaction() as session:
            session["seen"] = int((utcnow() - idle).timestamp())
        assert is_signed_in(client) is stays, (account, idle)
    sign_in(client, resident)
    db.session.query(UserSession).update({"expires_at": utcnow() - timedelta(seconds=1)})
    db.session.commit()
    assert not is_signed_in(client)


def test_coming_back_starts_the_idle_time_anew(client: FlaskClient) -> None:
    sign_in(client, make_account())
    with client.session_transaction() as session:
        session["seen"] = int((utcnow() - timedelta(days=13)).timestamp())
    client.get("/account")
    with client.session_transaction() as session:
        assert session["seen"] > (utcnow() - timedelta(minutes=1)).timestamp()


def test_other_browsers_are_listed_and_can_be_signed_out(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    other = sign_in(app.test_client(), account)
    sign_in(client, account)
    first = db.session.query(UserSession).order_by(UserSession.id).first()
    assert client.post(f"/account/sessions/{first.id}/end").status_code == 303
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


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome di Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1", "Safari di iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge di Windows"),
        ("curl/8.0", "Perangkat tidak dikenal"),
        ("", "Perangkat tidak dikenal"),
    ],
)
def test_devices_are_called_as_people_know_them(app: Flask, user_agent: str, name: str) -> None:
    with app.test_request_context():
        assert device_name(user_agent) == name


def test_a_session_ends_at_the_second_and_its_time_is_kept_by_the_minute(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = 1_800_000_000
    monkeypatch.setattr(sessions, "_now_s", lambda: now_s)
    resident, drafter = make_account(), make_account(Role.DRAFTER, make_agency())
    day_s = 86_400
    for account, idle_s, stays, seen_s in (
        (resident, 14 * day_s, True, now_s),
        (resident, 14 * day_s + 1, False, None),
        (drafter, day_s // 2, True, now_s),
        (drafter, day_s // 2 + 1, False, None),
        (resident, 59, True, now_s - 59),
        (resident, 60, True, now_s),
        (resident, None, True, now_s),
    ):
        sign_in(client, account)
        with client.session_transaction() as session:
            session.pop("seen", None)
            if idle_s is not None:
                session["seen"] = now_s - idle_s
        assert is_signed_in(client) is stays, idle_s
        with client.session_transaction() as session:
            assert not stays or session["seen"] == seen_s, idle_s


def test_signing_in_and_out_leave_nothing_of_what_the_cookie_held(client: FlaskClient) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    with client.session_transaction() as session:
        session["left"] = "by somebody"
    answer = client.post("/account/sign-in", data={"contact": MAIL, "password": PASSWORD})
    with client.session_transaction() as session:
        assert "left" not in session
        session["left"] = "by somebody"
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "civic_session=" in c)
    assert "Expires=" in cookie, "one stays signed in when the browser is closed"
    client.post("/account/sign-out")
    with client.session_transaction() as session:
        assert "left" not in session
        assert "sid" not in session
