"""People as administrators see them: roles, invitations, accounts switched off, sessions ended."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts import actions as accounts
from civic.core.accounts.browsers import Browser
from civic.core.accounts.models import Account
from civic.core.db.types import utcnow
from civic.core.people import actions
from civic.core.people.actions import grant_role, revoke_role
from civic.errors import Conflict, Invalid, NotPermitted
from civic.extensions import db
from civic.modules import Role
from tests.conftest import sign_in
from tests.core.accounts.desk import PASSWORD, last_code, messages
from tests.factories import make_account, make_agency

LINK = "https://suara.example/account/sign-in"
HERE = Browser("here", "10.0.0.1")


def test_only_an_administrator_gives_roles(client: FlaskClient) -> None:
    agency, person = make_agency(), make_account()
    sign_in(client, make_account(Role.DRAFTER, agency))
    assert client.get("/admin/people").status_code == 403
    with pytest.raises(NotPermitted):
        grant_role(make_account(), person, Role.ADMINISTRATOR, None)
    sign_in(client, make_account(Role.ADMINISTRATOR))
    client.post(f"/admin/people/{person.id}/roles", data={"role": "moderator", "agency": agency.id})
    db.session.expire_all()
    assert [(g.role, g.agency_id) for g in person.grants] == [(Role.MODERATOR, agency.id)]
    assert "Memberi peran" in client.get("/admin/audit").text
    client.post(f"/admin/roles/{person.grants[0].id}/revoke")
    db.session.expire_all()
    assert person.grants == []


def test_only_an_administrator_takes_roles_away(app: Flask) -> None:
    agency = make_agency()
    moderator = make_account(Role.MODERATOR, agency)
    for actor in (make_account(), make_account(Role.DRAFTER, agency), moderator):
        with pytest.raises(NotPermitted):
            revoke_role(actor, moderator.grants[0].id)
    assert len(moderator.grants) == 1


def test_the_last_administrator_stays(app: Flask, client: FlaskClient) -> None:
    admin = make_account(Role.ADMINISTRATOR)
    make_account(Role.ADMINISTRATOR, disabled_at=utcnow())
    with pytest.raises(Conflict):
        revoke_role(admin, admin.grants[0].id)
    sign_in(client, admin)
    client.post(f"/admin/roles/{admin.grants[0].id}/revoke")
    assert "administrator terakhir" in client.get("/admin/people").text
    second = make_account(Role.ADMINISTRATOR)
    revoke_role(admin, second.grants[0].id)
    assert [grant.role for grant in admin.grants] == [Role.ADMINISTRATOR]


def test_a_role_without_its_agency_is_refused(app: Flask) -> None:
    with pytest.raises(Invalid):
        grant_role(None, make_account(), Role.DRAFTER, None)


def test_somebody_invited_signs_in_by_code_and_has_the_role(app: Flask, client: FlaskClient) -> None:
    agency = make_agency(name="Dinas Perhubungan")
    sign_in(client, make_account(Role.ADMINISTRATOR, name="Ibu Admin"))
    data = {"name": "Staf Dinas Perhubungan", "contact": "staf@contoh.example", "role": "drafter", "agency": agency.id}
    assert client.post("/admin/people/invite", data=data).status_code == 303
    mail = messages()[0].arguments
    assert mail["to"] == "staf@contoh.example"
    assert "Ibu Admin" in mail["body"]
    assert "/account/sign-in" in mail["body"]
    assert client.post("/admin/people/invite", data=data).status_code == 303, "inviting again writes again"
    accounts.begin_sign_in("staf@contoh.example", HERE)
    account = accounts.finish_sign_in("staf@contoh.example", last_code(), HERE).account
    assert account.name == "Staf Dinas Perhubungan"
    assert [(grant.role, grant.agency_id) for grant in account.grants] == [(Role.DRAFTER, agency.id)]
    assert "sudah ada akun" in client.post("/admin/people/invite", data=data).text.lower()


def test_an_invitation_opens_nothing_before_its_contact_is_proved(app: Flask) -> None:
    admin = make_account(Role.ADMINISTRATOR)
    actions.invite(admin, "Staf", "staf@contoh.example", Role.MODERATOR, make_agency(), LINK)
    with pytest.raises(Invalid):
        accounts.sign_in("staf@contoh.example", PASSWORD, HERE)
    accounts.begin_sign_in("lain@contoh.example", HERE, "Lain")
    assert accounts.finish_sign_in("lain@contoh.example", last_code(), HERE).account.grants == []


def test_an_account_switched_off_is_out_and_stays_out(app: Flask, client: FlaskClient) -> None:
    admin = make_account(Role.ADMINISTRATOR)
    person = accounts.create_account("Siti", "siti@contoh.example", PASSWORD)
    theirs = sign_in(app.test_client(), person)
    sign_in(client, admin)
    client.post(f"/admin/people/{person.id}/disable")
    assert theirs.get("/account").status_code == 302
    with pytest.raises(Invalid):
        accounts.sign_in("siti@contoh.example", PASSWORD, HERE)
    accounts.begin_sign_in("siti@contoh.example", HERE)
    with pytest.raises(Invalid, match="dinonaktifkan"):
        accounts.finish_sign_in("siti@contoh.example", last_code(), HERE)
    client.post(f"/admin/people/{person.id}/enable")
    assert accounts.sign_in("siti@contoh.example", PASSWORD, HERE)
    assert theirs.get("/account").status_code == 302, "the old session does not come back"


def test_nobody_switches_themselves_or_the_last_administrator_off(app: Flask) -> None:
    admin = make_account(Role.ADMINISTRATOR)
    with pytest.raises(Conflict):
        actions.disable(admin, admin)
    second = make_account(Role.ADMINISTRATOR)
    actions.disable(admin, second)
    assert not second.is_active


def test_somebody_is_signed_out_everywhere(app: Flask, client: FlaskClient) -> None:
    person = make_account()
    theirs = sign_in(app.test_client(), person)
    sign_in(client, make_account(Role.ADMINISTRATOR))
    client.post(f"/admin/people/{person.id}/sessions/end")
    assert theirs.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.DRAFTER, Role.DATA_STEWARD, Role.OFFICER])
def test_nobody_else_administers_people(app: Flask, client: FlaskClient, role: Role | None) -> None:
    agency, person = make_agency(), make_account()
    actor = make_account(role, agency if role else None)
    sign_in(client, actor)
    for path in ("/admin/people", "/admin/people/invite"):
        assert client.get(path).status_code == 403
    for act in (
        lambda: actions.disable(actor, person),
        lambda: actions.enable(actor, person),
        lambda: actions.end_sessions(actor, person),
        lambda: actions.invite(actor, "Staf", "staf@contoh.example", Role.MODERATOR, agency, LINK),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert db.session.query(Account).filter(Account.disabled_at.is_not(None)).count() == 0


def test_people_are_found_by_name_and_contact(client: FlaskClient) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR))
    make_account(name="Budi Santoso", phone="+6281234567890")
    make_account(name="Orang lain")
    for words in ("santoso", "81234567", "%"):
        text = client.get(f"/admin/people?q={words}").text
        assert ("Budi Santoso" in text) == (words != "%"), words
        assert "Orang lain" not in text


def test_staff_is_found_among_many(client: FlaskClient) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR, name="Ibu Admin"))
    make_account(name="Warga Biasa")
    assert "Warga Biasa" in client.get("/admin/people").text
    text = client.get("/admin/people?staff=1").text
    assert "Ibu Admin" in text
    assert "Warga Biasa" not in text
