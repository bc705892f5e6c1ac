"""Agencies in the administration."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.agencies import actions
from civic.core.agencies.actions import AgencyText
from civic.core.agencies.models import Agency
from civic.core.agencies.queries import all_agencies
from civic.core.people.actions import grant_role
from civic.errors import Invalid, NotPermitted
from civic.extensions import db
from civic.modules import Role
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_process

FORM = {"code": "dishub", "name": "Dinas Perhubungan", "short_name": "Dishub"}


def test_an_agency_is_added_changed_retired_and_brought_back(client: FlaskClient) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR))
    assert client.post("/admin/agencies/new", data=FORM).status_code == 303
    agency = db.session.query(Agency).one()
    client.post(f"/admin/agencies/{agency.id}", data=FORM | {"name": "Dinas Perhubungan Kota"})
    assert "Dinas Perhubungan Kota" in client.get("/admin/agencies").text
    process = make_process(agency, slug="halte", title="Halte baru")
    client.post(f"/admin/agencies/{agency.id}/retire")
    assert all_agencies() == []
    assert client.get(f"/processes/{process.slug}").status_code == 200, "what it owns stays"
    assert "Dinas Perhubungan Kota" in client.get("/admin/agencies").text
    assert "Dinas Perhubungan Kota" not in client.get("/admin/people").text
    with pytest.raises(Invalid):
        grant_role(None, make_account(), Role.DRAFTER, agency)
    client.post(f"/admin/agencies/{agency.id}/restore")
    assert [a.code for a in all_agencies()] == ["dishub"]


def test_what_is_wrong_is_told_at_once(client: FlaskClient) -> None:
    make_agency(code="dishub")
    sign_in(client, make_account(Role.ADMINISTRATOR))
    text = client.post("/admin/agencies/new", data={"code": "dishub", "name": " ", "short_name": "\u200b"}).text
    assert all(f'id="{name}-error"' in text for name in FORM)
    assert 'id="code-error"' in client.post("/admin/agencies/new", data=FORM | {"code": "Dis hub!"}).text
    assert client.post("/admin/agencies/999999", data=FORM).status_code == 404


def test_only_administrators_manage_agencies(app: Flask, client: FlaskClient) -> None:
    agency = make_agency()
    drafter = make_account(Role.DRAFTER, agency)
    sign_in(client, drafter)
    assert client.get("/admin/agencies").status_code == 403
    for act in (
        lambda: actions.add_agency(drafter, AgencyText("x", "X", "X")),
        lambda: actions.update_agency(drafter, agency, AgencyText("x", "X", "X")),
        lambda: actions.retire_agency(drafter, agency),
        lambda: actions.restore_agency(drafter, agency),
    ):
        with pytest.raises(NotPermitted):
            act()
    db.session.refresh(agency)
    assert agency.retired_at is None
