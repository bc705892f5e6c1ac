"""Names: whatever people are called, and nobody as if they were the city."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts import actions
from civic.core.accounts.models import Account
from civic.errors import Invalid
from civic.extensions import db
from tests.core.accounts.desk import HERE, MAIL, last_code, register


@pytest.mark.parametrize(
    "name",
    [
        "Administrator",
        "ADMIN",
        "A d m i n",
        "\u0410dmin",  # Cyrillic A
        "\uff21\uff44\uff4d\uff49\uff4e",  # full width
        "\u00c1dm1n",
        "Ad\u200bmin",
        "Admin Kota Tangerang",
        "Kota Tangerang",
        "Suara Kota",
        "Dinas Perhubungan",
        "Wali Kota Tangerang",
        "Pemkot Tangerang",
        "moderator_portal",
    ],
)
def test_nobody_is_named_as_if_they_were_the_city(app: Flask, name: str) -> None:
    with pytest.raises(Invalid) as error:
        actions.begin_sign_in(MAIL, HERE, name)
    assert error.value.field == "name"


@pytest.mark.parametrize(
    "name", ["Adminah", "Wali Rahman", "Siti Nurdinas", "\u0418\u0432\u0430\u043d", "\u738b\u5c0f\u660e", "Suara"]
)
def test_people_may_be_named_as_they_are(app: Flask, name: str) -> None:
    actions.begin_sign_in(MAIL, HERE, name)
    assert actions.finish_sign_in(MAIL, last_code(), HERE).account.name == name


def test_names_of_any_script_are_kept(client: FlaskClient) -> None:
    register(client, name="  Nur\x00 مريم 👩🏽‍🌾 ")
    client.post("/account/verify", data={"code": last_code()})
    assert db.session.query(Account).one().name == "Nur مريم 👩🏽‍🌾"
