"""What a page shows decides whether a copy of it may be given again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text, update

from civic.config import Config
from civic.core import caching
from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.core.caching import shared
from civic.core.db import versions
from civic.core.db.transactions import transaction
from civic.core.settings.models import SettingChange
from civic.extensions import db
from civic.participation.comments.actions import post_comment
from civic.participation.consultations import views
from tests.conftest import make_app, sign_in
from tests.factories import make_account, make_comment, make_consultation

Drawn = list[str]


@pytest.fixture(autouse=True)
def _clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "GOOD_FOR_S", 1_000_000_000)


@pytest.fixture
def drawn(app: Flask) -> Drawn:
    """A page /names that shows every account's name, and a line for each time it was drawn."""
    lines: Drawn = []

    @shared
    def names() -> str:
        names = ", ".join(db.session.scalars(db.select(Account.name).order_by(Account.id)))
        lines.append(names)
        return f"<p>{names}</p>"

    app.add_url_rule("/names", view_func=names)
    return lines


def rename(account: Account, name: str) -> None:
    with transaction():
        account.name = name


def test_a_copy_is_given_until_what_it_shows_changes(client: FlaskClient, drawn: Drawn) -> None:
    ani = make_account(name="Ani")
    assert client.get("/names").text == client.get("/names").text == "<p>Ani</p>"
    assert drawn == ["Ani"]
    rename(ani, "Ani Wulandari")
    assert client.get("/names").text == "<p>Ani Wulandari</p>"


def test_what_the_page_does_not_read_leaves_the_copy_good(client: FlaskClient, drawn: Drawn) -> None:
    make_account(name="Ani")
    client.get("/names")
    with transaction():
        db.session.add(Agency(code="dishub", name="Dinas Perhubungan", short_name="Dishub"))
    client.get("/names")
    assert len(drawn) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda: db.session.execute(update(Account).values(name="Budi")),
        lambda: db.session.execute(text("UPDATE account SET name = 'Budi'")),
        lambda: db.session.execute(text("DELETE FROM account")),
        lambda: make_account(name="Budi"),
    ],
    ids=["bulk", "text", "delete", "insert"],
)
def test_every_way_of_writing_counts(client: FlaskClient, drawn: Drawn, change: Callable[[], object]) -> None:
    make_account(name="Ani")
    before = client.get("/names").text
    with transaction():
        change()
    assert client.get("/names").text != before


def test_a_change_that_is_rolled_back_changes_nothing(client: FlaskClient, drawn: Drawn) -> None:
    make_account(name="Ani")
    client.get("/names")
    before = dict(versions.current())
    with pytest.raises(ZeroDivisionError), transaction():
        db.session.execute(update(Account).values(name="Budi"))
        raise ZeroDivisionError
    assert dict(versions.current()) == before


def test_what_somebody_changes_past_the_portal_is_seen_on_sqlite(app: Flask, client: FlaskClient, drawn: Drawn) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL tells only what went through the portal; a copy there lives for seconds")
    make_account(name="Ani")
    client.get("/names")
    with sqlite3.connect(db.engine.url.database or "") as connection:
        connection.execute("UPDATE account SET name = 'Budi'")
    connection.close()
    assert client.get("/names").text == "<p>Budi</p>"


def test_the_etag_says_what_the_page_shows(client: FlaskClient, drawn: Drawn) -> None:
    ani = make_account(name="Ani")
    etag = client.get("/names").headers["ETag"]
    have = {"If-None-Match": etag}
    again = client.get("/names", headers=have)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert {"Cookie", "Accept-Encoding"} <= set(again.vary)
    rename(ani, "Ani W.")
    assert client.get("/names", headers=have).status_code == 200
    rename(ani, "Ani")
    assert client.get("/names", headers=have).status_code == 304


def test_a_copy_does_not_outlive_its_seconds(
    client: FlaskClient, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "GOOD_FOR_S", 5)
    monkeypatch.setattr(caching.time, "time", lambda: 1000.0)
    client.get("/names")
    monkeypatch.setattr(caching.time, "time", lambda: 1006.0)
    client.get("/names")
    assert len(drawn) == 2


def test_who_is_signed_in_neither_gets_nor_leaves_a_copy(app: Flask, drawn: Drawn) -> None:
    ani = make_account(name="Ani")
    mine = sign_in(app.test_client(), ani)
    answer = mine.get("/names")
    assert "ETag" not in answer.headers
    app.test_client().get("/names")
    mine.get("/names")
    assert len(drawn) == 3


def test_languages_and_choices_have_their_own_copies(app: Flask) -> None:
    from flask import request
    from flask_babel import get_locale

    app.add_url_rule("/mine", view_func=shared(lambda: f"{get_locale()} {request.cookies.get('civic_size', '')}"))
    client = app.test_client()
    assert client.get("/mine").text == "id "
    client.set_cookie("civic_language", "en")
    assert client.get("/mine").text == "en "
    client.set_cookie("civic_size", "large")
    assert client.get("/mine").text == "en large"


def test_a_page_with_a_token_of_its_visitor_is_not_shared(app: Flask) -> None:
    from flask_wtf.csrf import generate_csrf

    app.add_url_rule("/form", view_func=shared(generate_csrf))
    tokens = {app.test_client().get("/form").text for _ in range(3)}
    assert len(tokens) == 3


def test_errors_and_redirects_are_not_kept(app: Flask) -> None:
    from flask import redirect

    calls = []

    def away() -> object:
        calls.append(1)
        return redirect("/about")

    app.add_url_rule("/away", view_func=shared(away))
    for _ in range(2):
        assert app.test_client().get("/away").status_code == 302
    assert len(calls) == 2


def test_the_longest_unused_copies_are_forgotten(
    client: FlaskClient, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "KEPT_BYTES", 25)
    make_account(name="Ani")
    for number in (1, 2, 3, 3, 1):
        client.get(f"/names?{number}")
    assert len(drawn) == 4


def test_a_new_name_stands_on_the_consultation_at_once(client: FlaskClient) -> None:
    consultation = make_consultation(slug="trotoar")
    author = make_account(name="Nama Lama")
    make_comment(consultation, author=author, body="Trotoar perlu diperbaiki.")
    page = client.get("/consultations/trotoar")
    assert "Nama Lama" in page.text
    rename(author, "Nama Baru")
    after = client.get("/consultations/trotoar", headers={"If-None-Match": page.headers["ETag"]})
    assert after.status_code == 200
    assert "Nama Baru" in after.text
    assert "Nama Lama" not in after.text


def test_a_new_title_of_the_process_stands_on_its_consultation(client: FlaskClient) -> None:
    consultation = make_consultation(slug="trotoar")
    etag = client.get("/consultations/trotoar").headers["ETag"]
    assert consultation.process is not None
    with transaction():
        consultation.process.title = "Judul yang baru"
    after = client.get("/consultations/trotoar", headers={"If-None-Match": etag})
    assert after.status_code == 200
    assert "Judul yang baru" in after.text


def test_a_comment_of_another_stands_on_the_page_at_once(client: FlaskClient) -> None:
    consultation = make_consultation(slug="trotoar")
    before = client.get("/consultations/trotoar")
    post_comment(make_account(), consultation, "Mohon diperbaiki.")
    after = client.get("/consultations/trotoar", headers={"If-None-Match": before.headers["ETag"]})
    assert "Mohon diperbaiki." in after.text


def test_a_consultation_that_closes_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "GOOD_FOR_S", 5)
    clock = [1000.0]
    monkeypatch.setattr(caching.time, "time", lambda: clock[0])
    consultation = make_consultation(slug="trotoar")
    have = {"If-None-Match": client.get("/consultations/trotoar").headers["ETag"]}
    assert client.get("/consultations/trotoar", headers=have).status_code == 304
    assert consultation.closes_at is not None
    later = consultation.closes_at + timedelta(days=1)
    monkeypatch.setattr(views, "utcnow", lambda: later)
    clock[0] += 6
    assert client.get("/consultations/trotoar", headers=have).status_code == 200


def test_a_setting_that_another_process_changes_stands_on_the_page(app: Flask, config: Config) -> None:
    here = app.test_client()
    before = here.get("/about")
    elsewhere = make_app(config)
    with elsewhere.app_context(), transaction():
        db.session.add(SettingChange(name="portal_name", value="Suara Baru", actor_id=make_account().id))
    after = here.get("/about", headers={"If-None-Match": before.headers["ETag"]})
    assert "Suara Baru" in after.text
