"""What a city changes in the browser: who may, what is taken, its history, and other processes."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.config import Config
from civic.core import settings
from civic.core.settings import actions, values
from civic.core.settings.models import SettingChange
from civic.core.settings.ours import SETTINGS, contrast
from civic.errors import Conflict, Invalid, NotFound, NotPermitted, SignInNeeded, TooMany
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments.actions import can_edit, post_comment
from tests.conftest import make_app, sign_in
from tests.factories import make_account, make_agency, make_consultation, make_process
from tests.helpers import count_queries

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 30


def typed(**changed: Any) -> dict[str, Any]:
    """What the form of our own settings holds when nothing was changed, but for `changed`."""
    return {s.name: settings.get(s.name) for s in SETTINGS if s.kind != "file"} | changed


def change(client: FlaskClient, **changed: Any) -> Any:
    data = typed(**changed) | {"seen": settings.version()}
    return client.post("/admin/settings/settings", data=data, content_type="multipart/form-data")


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_account(Role.ADMINISTRATOR, name="Ibu Admin"))


def test_the_default_is_what_the_environment_says(app: Flask) -> None:
    assert settings.get("city_name") == "Kota Tangerang"
    with pytest.raises(KeyError):
        settings.get("no_such_setting")


def test_a_changed_name_stands_on_the_next_page_and_in_the_history(admin: FlaskClient) -> None:
    assert change(admin, city_name="Kota Bekasi").status_code == 303
    assert "Kota Bekasi" in admin.get("/about").text
    page = admin.get("/admin/settings/history").text
    assert "Ibu Admin" in page
    assert "Nama kota" in page
    made = db.session.query(SettingChange).one()
    assert (made.name, made.previous, made.value) == ("city_name", None, "Kota Bekasi")
    admin.post(f"/admin/settings/history/{made.id}/revert")
    assert settings.get("city_name") == "Kota Tangerang"
    assert db.session.query(SettingChange).count() == 2, "taking back is a change of its own"


def test_saving_what_is_there_changes_nothing(admin: FlaskClient) -> None:
    assert change(admin).status_code == 303
    assert db.session.query(SettingChange).count() == 0


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("city_name", "", "wajib diisi"),
        ("city_name", "x" * 201, "karakter"),
        ("band_colour", "red", "enam angka"),
        ("band_colour", "#ffff00", "kontrasnya 1.1"),
        ("band_colour", "#777777", "kontrasnya 4.5"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_kept_in_the_form(
    admin: FlaskClient, name: str, value: str, message: str
) -> None:
    answer = change(admin, **{name: value, "portal_name": "Nama lain"})
    assert message in answer.text
    assert f'id="{name}-error"' in answer.text
    assert 'value="Nama lain"' in answer.text
    assert "<title>Kesalahan:" in answer.text
    assert db.session.query(SettingChange).count() == 0


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#123456", "#123456") == 1


def test_colours_come_as_a_style_sheet_of_their_own(admin: FlaskClient) -> None:
    assert "theme.css" not in admin.get("/about").text
    change(admin, band_colour="#7a1f1f")
    page = admin.get("/about").text
    address = page.split('href="/city/theme.css')[1].split('"')[0]
    assert "--band: #7a1f1f" in admin.get(f"/city/theme.css{address}").text


def test_a_logo_is_a_picture_and_nothing_else(admin: FlaskClient) -> None:
    assert admin.get("/city/logo").status_code == 404
    svg = (io.BytesIO(b"<svg onload=alert(1)>"), "logo.svg")
    assert "Pilih gambar" in change(admin, logo=svg).text
    assert "terlalu besar" in change(admin, logo=(io.BytesIO(PNG + b"\0" * 500_001), "logo.png")).text
    assert change(admin, logo=(io.BytesIO(PNG), "../../logo.png")).status_code == 303
    assert 'src="/city/logo?v=' in admin.get("/about").text
    answer = admin.get("/city/logo")
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    assert change(admin, portal_name="Lain").status_code == 303
    assert admin.get("/city/logo").status_code == 200, "no new file keeps the one that is there"


def test_texts_of_the_city_are_shown_in_their_language_and_carry_no_markup(admin: FlaskClient) -> None:
    change(admin, announcement_id="Pemeliharaan <b>malam</b> ini", announcement_en="Maintenance tonight")
    assert "Pemeliharaan &lt;b&gt;malam" in admin.get("/about").text
    admin.set_cookie("civic_language", "en")
    assert "Maintenance tonight" in admin.get("/about").text


def test_of_two_who_change_the_same_at_once_the_second_is_told(app: Flask) -> None:
    admin = make_account(Role.ADMINISTRATOR)
    seen = settings.version()
    actions.change(admin, SETTINGS, typed(city_name="Satu"), seen)
    with pytest.raises(Conflict):
        actions.change(admin, SETTINGS, typed(city_name="Dua"), seen)
    assert actions.change(admin, SETTINGS, typed(portal_name="Dua"), seen) == 1, "another setting is no clash"


def test_only_administrators_change_settings(app: Flask, client: FlaskClient) -> None:
    agency = make_agency()
    for role in (None, Role.MODERATOR, Role.DRAFTER, Role.DATA_STEWARD, Role.OFFICER):
        account = make_account(role, agency if role else None)
        sign_in(client, account)
        for path in ("/admin", "/admin/settings", "/admin/settings/history"):
            assert client.get(path).status_code == 403, (role, path)
        assert client.post("/admin/settings/settings", data=typed()).status_code == 403
        with pytest.raises(NotPermitted):
            actions.change(account, SETTINGS, typed(city_name="x"), 0)
        with pytest.raises(NotPermitted):
            actions.revert(account, 1)
    with pytest.raises(SignInNeeded):
        actions.change(None, SETTINGS, typed(city_name="x"), 0)  # type: ignore[arg-type]
    assert app.test_client().get("/admin/settings").status_code == 302


def test_other_processes_see_a_change_within_a_second(
    app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_app(config)
    with other.app_context():
        assert settings.get("city_name") == "Kota Tangerang"
    actions.change(make_account(Role.ADMINISTRATOR), SETTINGS, typed(city_name="Kota Depok"), 0)
    assert settings.get("city_name") == "Kota Depok"
    with other.app_context():
        assert settings.get("city_name") == "Kota Tangerang", "not asked again yet"
        monkeypatch.setattr(values, "LOOK_EVERY_S", 0)
        assert settings.get("city_name") == "Kota Depok"
        db.session.remove()
        db.engine.dispose()


def test_reading_costs_no_query_until_a_second_has_passed(app: Flask) -> None:
    settings.get("city_name")
    with count_queries() as sent:
        for _ in range(50):
            settings.get("city_name")
            settings.get("portal_name")
    assert len(sent) <= 1


def test_a_setting_whose_module_went_cannot_be_taken_back(app: Flask) -> None:
    admin = make_account(Role.ADMINISTRATOR)
    db.session.add(SettingChange(id=7, name="gone", value=1, previous=2, actor_id=admin.id))
    db.session.commit()
    with pytest.raises(NotFound):
        actions.revert(admin, 7)


def test_the_page_itself_is_whole(admin: FlaskClient) -> None:
    make_process()
    for path in ("/admin", "/admin/settings", "/admin/settings/history"):
        assert admin.get(path).status_code == 200
    assert "Pengaturan" in admin.get("/admin").text


def test_words_in_lines_are_cleaned_and_kept_once(app: Flask) -> None:
    from civic.core.settings.kinds import parse
    from civic.modules import Setting

    words = Setting("words", "Words", (), "lines")
    assert parse(words, " satu \r\n\r\ndua\nsatu\n") == ["satu", "dua"]
    with pytest.raises(Invalid):
        parse(words, "\n".join(map(str, range(2_001))))
    number = Setting("number", "Number", 1, "number")
    assert parse(number, " 12 ") == 12
    for wrong in ("", "-1", "1.5", "1e9", "9" * 30, "१२"):
        with pytest.raises(Invalid):
            parse(number, wrong)
    choice = Setting("choice", "Choice", "a", "choice", choices={"a": "A"})
    with pytest.raises(Invalid):
        parse(choice, "b")
    assert parse(Setting("on", "On", False, "yes_no"), "yes") is True
    assert parse(Setting("on", "On", False, "yes_no"), None) is False


def test_limits_and_words_of_modules_are_set_in_the_same_place(admin: FlaskClient) -> None:
    data = {"comment_limit": "1", "edit_minutes": "0", "moderation_words": "kasar\nbodoh sekali", "seen": 0}
    assert admin.post("/admin/settings/comments", data=data).status_code == 303
    assert settings.get("moderation_words") == ["kasar", "bodoh sekali"]
    resident, consultation = make_account(), make_consultation()
    comment = post_comment(resident, consultation, "Trotoar berlubang", submission_key="a")
    assert not can_edit(comment)
    with pytest.raises(TooMany):
        post_comment(resident, consultation, "Lagi", submission_key="b")
    answer = admin.post("/admin/settings/comments", data=data | {"comment_limit": "0"})
    assert 'id="comment_limit-error"' in answer.text


def test_sections_stand_in_the_order_in_which_they_are_declared(admin: FlaskClient) -> None:
    admin.set_cookie("civic_language", "en")
    page = admin.get("/admin/settings").text
    heads = re.findall(r'<h2 class="govuk-heading-m">(.*?)</h2>', page)
    assert heads[:3] == ["Name and contact", "Look", "Texts"]
    assert heads.index("Front page") < heads.index("About this portal")


def test_a_name_of_nothing_to_see_is_no_name(admin: FlaskClient) -> None:
    assert change(admin, city_name="\u2800\u3164").status_code == 422
    assert change(admin, footer_id="\u2800").status_code == 303
    assert settings.get("footer_id") == ""
