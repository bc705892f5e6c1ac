"""Taking one's data with one, and leaving."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from civic.core.accounts import actions as accounts
from civic.core.accounts.models import Account, Credential, Identity, RoleGrant, UserSession, VerificationCode
from civic.core.audit.models import AuditEvent
from civic.core.db.types import utcnow
from civic.errors import Invalid
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments.models import Comment, CommentState
from tests.conftest import sign_in
from tests.core.accounts.desk import MAIL, PASSWORD, last_code
from tests.core.test_people import HERE
from tests.factories import make_account, make_agency, make_comment, make_consultation


@pytest.fixture
def siti(client: FlaskClient) -> Account:
    account = accounts.create_account("Siti", MAIL, PASSWORD)
    sign_in(client, account)
    return account


def whole_database() -> str:
    """Every text that any table holds, but for what is still on its way out."""
    tables = [t for t in db.metadata.sorted_tables if t.name not in ("job", "audit_event")]
    return "\n".join(str(tuple(row)) for table in tables for row in db.session.execute(select(table)))


def test_my_data_holds_what_i_wrote_and_am(client: FlaskClient, siti: Account) -> None:
    make_comment(make_consultation(), siti, body="Trotoar berlubang")
    answer = client.get("/account/data")
    data = answer.json
    assert "Trotoar berlubang" in str(data["comments"])
    assert data["account"]["name"] == "Siti"
    assert data["contacts"][0]["value"] == MAIL
    assert data["sessions"]
    assert data["acts"] == []
    assert "argon2" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("choice", ["keep", "erase"])
def test_leaving_takes_everything_that_tells_who_one_is(
    app: Flask, client: FlaskClient, siti: Account, choice: str
) -> None:
    consultation = make_consultation(slug="taman")
    make_comment(consultation, siti, body="Trotoar berlubang")
    db.session.add(RoleGrant(account_id=siti.id, role=Role.MODERATOR, agency_id=consultation.agency_id))
    db.session.commit()
    accounts.begin_sign_in(MAIL, HERE)
    visitor = app.test_client()
    before = visitor.get("/consultations/taman")
    assert "Siti" in before.text
    page = client.get("/account/erase").text
    assert "Tanggapan" in page
    answer = client.post("/account/erase", data={"proof": PASSWORD, "keep-comments": choice})
    assert (answer.status_code, answer.location) == (303, "/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    db.session.expire_all()
    for table in (Identity, Credential, RoleGrant, UserSession, VerificationCode):
        assert db.session.query(table).count() == 0, table
    assert "Siti" not in whole_database()
    assert MAIL not in whole_database()
    account = db.session.get_one(Account, siti.id)
    assert account.erased_at is not None
    assert not account.is_active
    comment = db.session.query(Comment).one()
    kept = choice == "keep"
    assert ("Trotoar berlubang" in whole_database()) is kept
    assert comment.state is (CommentState.PUBLISHED if kept else CommentState.WITHDRAWN)
    after = visitor.get("/consultations/taman", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200, "the old page with the name is not given again"
    assert ("Trotoar berlubang" in after.text, "Siti" in after.text) == (kept, False)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "account.erased")).one()
    assert event.data == {"kept": ["comments"] if kept else []}
    assert client.get("/account").status_code == 302
    with pytest.raises(Invalid):
        accounts.sign_in(MAIL, PASSWORD, HERE)


def test_the_contact_can_register_anew_and_is_somebody_else(client: FlaskClient, siti: Account) -> None:
    client.post("/account/erase", data={"proof": PASSWORD})
    accounts.begin_sign_in(MAIL, HERE, "Siti lagi")
    signed_in = accounts.finish_sign_in(MAIL, last_code(), HERE)
    assert signed_in.is_new
    assert signed_in.account.id != siti.id


def test_a_wrong_password_deletes_nothing(client: FlaskClient, siti: Account) -> None:
    for proof in ("", "salah salah salah"):
        assert 'id="proof-error"' in client.post("/account/erase", data={"proof": proof}).text
    db.session.refresh(siti)
    assert siti.erased_at is None


def test_without_a_password_a_code_confirms(client: FlaskClient) -> None:
    account = make_account(email=MAIL)
    sign_in(client, account)
    assert 'id="proof-error"' in client.post("/account/erase", data={"proof": "000000"}).text
    client.post("/account/erase/code")
    code = last_code()
    client.post("/account/erase/code")
    assert last_code() == code, "asked twice, sent once"
    with pytest.raises(Invalid):
        accounts.finish_sign_in(MAIL, code, HERE)
    assert client.post("/account/erase", data={"proof": code}).status_code == 303
    db.session.refresh(account)
    assert account.erased_at is not None


def test_the_last_administrator_cannot_leave(client: FlaskClient) -> None:
    admin = accounts.create_account("Ibu Admin", MAIL, PASSWORD)
    admin.grants.append(RoleGrant(role=Role.ADMINISTRATOR))
    db.session.commit()
    sign_in(client, admin)
    assert "administrator terakhir" in client.post("/account/erase", data={"proof": PASSWORD}).text
    db.session.refresh(admin)
    assert admin.erased_at is None
    make_account(Role.ADMINISTRATOR, erased_at=utcnow())
    assert client.post("/account/erase", data={"proof": PASSWORD}).status_code == 409, "an erased one is none"
    make_account(Role.ADMINISTRATOR)
    assert client.post("/account/erase", data={"proof": PASSWORD}).status_code == 303


def test_only_who_is_signed_in_sees_their_data(app: Flask) -> None:
    for path in ("/account/data", "/account/erase"):
        assert app.test_client().get(path).status_code == 302
    for path in ("/account/erase", "/account/erase/code"):
        assert "/sign-in" in app.test_client().post(path).location


def test_an_erased_person_stays_readable_in_the_administration(client: FlaskClient, siti: Account) -> None:
    make_agency()
    client.post("/account/erase", data={"proof": PASSWORD})
    sign_in(client, make_account(Role.ADMINISTRATOR))
    assert "Akun terhapus" in client.get("/admin/people").text
    assert re.search(r"no\. \d+", client.get("/admin/audit").text)
