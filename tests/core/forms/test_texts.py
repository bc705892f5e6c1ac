"""What a form says by itself."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, get_translations

from civic.core.forms.texts import WTFORMS_TEXTS
from civic.modules import Role
from tests.conftest import sign_in
from tests.factories import make_account, make_agency


def test_forms_need_their_token(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/account/sign-out")
    assert answer.status_code == 400
    assert "terlalu lama terbuka" in answer.text


def test_errors_that_the_form_itself_finds_are_indonesian(client: FlaskClient) -> None:
    sign_in(client, make_account(Role.DRAFTER, make_agency()))
    text = client.post("/workbench/processes/new", data={"title": "x" * 500, "language": "zz", "agency": "x"}).text
    errors = re.findall(r"govuk-error-message[^>]*>(.*?)</p>", text, re.S)
    assert errors
    assert [e for e in errors if "Error" in e or "Field" in e or "valid choice" in e] == []


def test_every_text_of_wtforms_has_its_translation(app: Flask) -> None:
    with force_locale("id"):
        assert [t for t in WTFORMS_TEXTS if get_translations().ugettext(t) == t] == []
