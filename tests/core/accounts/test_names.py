"""Names: whatever people are called, and nobody as if they were the city."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts import actions
from civic.core.accounts.models import Account
from civic.core.accounts.names import clean_name
from civic.core.db.transactions import transaction
from civic.core.settings import values
from civic.core.settings.models import SettingChange
from civic.errors import Invalid
from civic.extensions import db
from tests.core.accounts.desk import HERE, MAIL, last_code, register
from tests.factories import make_account


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


def test_a_name_may_have_eighty_characters(app: Flask) -> None:
    assert clean_name("x" * 80) == "x" * 80
    with pytest.raises(Invalid, match="1 karakter"):
        clean_name("x" * 81)


def test_a_portal_named_by_one_word_may_stand_within_a_name_but_not_be_it(app: Flask) -> None:
    with transaction():
        db.session.add(SettingChange(name="portal_name", value="Lapor", actor_id=make_account().id))
    values.forget()
    assert clean_name("Budi Lapor") == "Budi Lapor"
    for name in ("Lapor", "L A P O R", "Pengurus Kota Tangerang"):
        with pytest.raises(Invalid):
            clean_name(name)
    assert clean_name("Pengurus Kota Tangerang", official=True)
