"""What a city says on its front page and about its portal: who sets it, what readers see, and the way back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core import settings
from civic.core.settings.models import SettingChange
from civic.extensions import db
from civic.home.texts import MAX_ABOUT, MAX_HEADLINE, MAX_LEAD, SETTINGS
from civic.modules import Role
from tests.conftest import sign_in
from tests.factories import make_account, make_agency

OWN = {
    "id": "Sampaikan pendapat Anda sebelum Kota Tangerang memutuskan",
    "en": "Have your say before Kota Tangerang decides",
}


def set_texts(client: FlaskClient, **changed: str) -> Any:
    data = {setting.name: settings.get(setting.name) for setting in SETTINGS} | changed
    return client.post("/admin/settings/home", data=data | {"seen": str(settings.version())})


def reader(app: Flask, language: str = "id") -> FlaskClient:
    client = app.test_client()
    client.set_cookie("civic_language", language)
    return client


def hero(app: Flask, language: str = "id") -> list[str]:
    """Headline and lead of the front page, as they stand in the page's source."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>\s*<p[^>]*>(.*?)</p>", reader(app, language).get("/").text, re.DOTALL)
    assert found
    return list(found.groups())


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_account(Role.ADMINISTRATOR))


def test_the_portals_own_words_stand_until_the_city_says_something(app: Flask, admin: FlaskClient) -> None:
    assert (hero(app)[0], hero(app, "en")[0]) == (OWN["id"], OWN["en"])
    assert "AGPL-3.0-or-later" in reader(app).get("/about").text
    form = admin.get("/admin/settings").text
    for language, text in OWN.items():
        field = re.search(rf'<input[^>]*id="headline_{language}"[^>]*>', form)
        assert field
        assert f'placeholder="{text}"' in field[0]
        assert f'lang="{language}"' in field[0]
    lead = hero(app, "en")[1]
    assert lead.startswith("Read what is planned")
    assert f'placeholder="{lead}"' in form


def test_each_language_says_what_the_city_wrote_in_it(app: Flask, admin: FlaskClient) -> None:
    answer = set_texts(
        admin,
        headline_id="Bekasi mendengar",
        lead_id="Tulis\n\napa saja.",
        about_id="# Siapa kami\n\nKami **Diskominfo**.\n\n## Alamat\n\n[Surat](mailto:a@b.id)",
        headline_en="Bekasi listens",
    )
    assert answer.status_code == 303
    assert hero(app) == ["Bekasi mendengar", "Tulis\n\napa saja."]
    assert hero(app, "en")[0] == "Bekasi listens"
    assert hero(app, "en")[1].startswith("Read what is planned"), "what is not set stays the portal's own"
    about = reader(app).get("/about").text
    assert "<h2>Siapa kami</h2>" in about, "right below the page's own heading"
    assert "<h3>Alamat</h3>" in about
    assert "<strong>Diskominfo</strong>" in about
    assert "AGPL-3.0-or-later" not in about
    assert "Diskominfo" not in reader(app, "en").get("/about").text


def test_emptied_or_taken_back_the_portals_own_words_come_back(app: Flask, admin: FlaskClient) -> None:
    set_texts(admin, headline_id="Satu")
    set_texts(admin, headline_id="Dua")
    set_texts(admin, headline_id=" \u2800 ")
    assert hero(app)[0] == OWN["id"], "a headline of nothing to see is none"
    first, second, third = db.session.query(SettingChange).order_by(SettingChange.id)
    assert [change.value for change in (first, second, third)] == ["Satu", "Dua", ""]
    history = admin.get("/admin/settings/history").text
    assert "Judul besar dalam bahasa Indonesia" in history
    assert "(kosong)" in history
    for change, shown in ((third, "Dua"), (second, "Satu"), (first, OWN["id"])):
        assert admin.post(f"/admin/settings/history/{change.id}/revert").status_code == 303
        assert hero(app)[0] == shown


@pytest.mark.parametrize(
    ("name", "page"), [("headline_id", "/"), ("lead_id", "/"), ("about_id", "/about"), ("footer_id", "/about")]
)
def test_a_reader_gets_the_page_anew_when_its_text_changed(
    app: Flask, admin: FlaskClient, name: str, page: str
) -> None:
    client = reader(app)
    have = {"If-None-Match": client.get(page).headers["ETag"]}
    assert client.get(page, headers=have).status_code == 304
    if name == "footer_id":  # one of the portal's settings, not of this form
        data = {"city_name": "Kota", "portal_name": "Suara", "band_colour": "#0b4653", "footer_id": "Baru"}
        assert admin.post("/admin/settings/settings", data=data | {"seen": "0"}).status_code == 303
    else:
        set_texts(admin, **{name: "Baru"})
    answer = client.get(page, headers=have)
    assert answer.status_code == 200
    assert "Baru" in answer.text


@pytest.mark.parametrize(
    ("name", "most"), [("headline_id", MAX_HEADLINE), ("lead_en", MAX_LEAD), ("about_en", MAX_ABOUT)]
)
def test_too_much_is_told_at_its_field_and_nothing_is_lost(
    app: Flask, admin: FlaskClient, name: str, most: int
) -> None:
    answer = set_texts(admin, about_id="Rancangan.", **{name: "x" * (most + 3)})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text
    assert f"paling banyak {most}" in answer.text
    assert "Rancangan.</textarea>" in answer.text
    assert db.session.query(SettingChange).count() == 0
    assert set_texts(admin, **{name: "x" * most}).status_code == 303


def test_what_the_city_writes_runs_no_script_and_turns_no_text(app: Flask, admin: FlaskClient) -> None:
    script = "<script>alert(1)</script>"
    set_texts(
        admin,
        headline_id=f"{script}\u202e",
        lead_id=script,
        about_id=f"{script}\n\n<h1>x</h1>\n\n[x](javascript:alert(1)) ![x](https://a.example/x.png) &#x202e;",
    )
    for page in ("/", "/about"):
        text = reader(app).get(page).text
        assert script not in text
        assert "\u202e" not in text
        assert 'href="javascript:' not in text
        assert "a.example" not in "".join(re.findall("<img[^>]*>", text))
        assert text.count("<h1") == 1


def test_arabic_stands_from_right_to_left(app: Flask, admin: FlaskClient) -> None:
    set_texts(admin, headline_id="مرحبا بكم", about_id="مرحبا بكم في تانجيرانج")
    assert '<h1 dir="auto">مرحبا بكم</h1>' in reader(app).get("/").text
    assert '<div class="rich" dir="auto"><p>مرحبا' in reader(app).get("/about").text


def test_of_two_who_write_at_once_the_second_is_told_and_keeps_their_text(app: Flask, admin: FlaskClient) -> None:
    data = {setting.name: "" for setting in SETTINGS} | {"seen": str(settings.version())}
    assert admin.post("/admin/settings/home", data=data | {"headline_id": "Satu"}).status_code == 303
    answer = admin.post("/admin/settings/home", data=data | {"headline_id": "Dua"})
    assert answer.status_code == 409
    assert 'value="Dua"' in answer.text
    assert hero(app)[0] == "Satu"


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.DRAFTER, Role.DATA_STEWARD, Role.OFFICER])
def test_nobody_but_administrators_writes_for_the_city(app: Flask, role: Role | None) -> None:
    client = sign_in(app.test_client(), make_account(role, make_agency() if role else None))
    assert set_texts(client, headline_id="Saya wali kota").status_code == 403
    assert hero(app)[0] == OWN["id"]
