"""What drafters type is not lost when their session ends."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.extensions import db
from civic.modules import Role
from civic.participation.processes.models import Process
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_process

TEXT = "Alasan yang panjang, ditulis selama satu jam.\nDan satu baris lagi."


@pytest.fixture
def drafter(app: Flask) -> Account:
    return make_account(Role.DRAFTER, make_agency())


@pytest.fixture
def checked(app: Flask) -> Flask:
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def fields(page: str) -> dict[str, str]:
    """What the kept page would send."""
    form = page.partition("<main")[2]
    hidden = dict(re.findall(r'type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form))
    return hidden | dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form))


def test_signed_out_meanwhile_the_text_is_shown_and_sent_after_signing_in(
    checked: Flask, client: FlaskClient, drafter: Account
) -> None:
    agency_id = drafter.grants[0].agency_id
    data = {"title": "Taman", "slug": "taman", "language": "id", "agency": agency_id, "open_first": "2026-11-01"}
    answer = client.post("/workbench/processes/new", data=data | {"description": TEXT, "csrf_token": "lama"})
    assert answer.status_code == 401
    assert TEXT in answer.text.replace("\r\n", "\n")
    assert 'href="/account/sign-in"' in answer.text
    assert db.session.query(Process).count() == 0
    sign_in(client, drafter)
    again = client.post("/workbench/processes/new", data=fields(answer.text))
    if again.status_code == 422:  # the former token went with the former session
        again = client.post("/workbench/processes/new", data=fields(again.text))
    assert again.status_code == 303
    assert db.session.query(Process).one().description == TEXT


def test_a_lapsed_form_is_shown_again_and_nothing_is_changed(
    checked: Flask, client: FlaskClient, drafter: Account
) -> None:
    process = make_process(drafter.grants[0].agency, slug="lama", title="Judul lama")
    sign_in(client, drafter)
    answer = client.post("/workbench/processes/lama/edit", data={"title": "Judul baru", "description": TEXT})
    assert answer.status_code == 422
    assert TEXT in answer.text.replace("\r\n", "\n")
    db.session.refresh(process)
    assert process.title == "Judul lama"


def test_each_of_several_choices_is_kept(client: FlaskClient) -> None:
    districts = ["36.71.01", "36.71.02"]
    answer = client.post("/workbench/processes/new", data={"title": "Taman", "places": districts})
    assert re.findall(r'name="places" value="([^"]+)"', answer.text) == districts
