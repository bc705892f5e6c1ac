"""What a page shows decides whether a copy of it may be given again."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from flask import Flask, Response, make_response, request
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
from civic.web import compression
from tests.conftest import make_app, sign_in
from tests.factories import make_account, make_comment, make_consultation
from tests.helpers import at_once

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
    with transaction():
        db.session.add(Agency(code="dishub", name="Dinas Perhubungan", short_name="Dishub"))
    assert {name for name, version in versions.current().items() if version != before.get(name)} == {"agency"}


@pytest.fixture
def unversioned(app: Flask) -> Iterator[Callable[..., None]]:
    """What takes away the table of versions, as a migration may, after other statements of the same transaction."""

    def take_away(*statements: str) -> None:
        with db.engine.begin() as connection:
            for statement in (*statements, "DROP TABLE table_version"):
                connection.exec_driver_sql(statement)

    yield take_away
    versions.TableVersion.metadata.tables["table_version"].create(db.engine, checkfirst=True)


def test_a_database_of_before_there_were_versions_is_written_all_the_same(unversioned: Callable[..., None]) -> None:
    unversioned()
    assert make_account(name="Ani").id


def test_after_a_migration_it_is_seen_anew_whether_there_are_versions(unversioned: Callable[..., None]) -> None:
    make_account(name="Ani")
    unversioned("UPDATE alembic_version SET version_num = version_num")
    assert make_account(name="Budi").id


def test_what_somebody_changes_past_the_portal_is_seen_on_sqlite(app: Flask, client: FlaskClient, drawn: Drawn) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL tells only what went through the portal; a copy there lives for seconds")
    make_account(name="Ani")
    client.get("/names")
    with sqlite3.connect(db.engine.url.database or "") as connection:
        connection.execute("UPDATE account SET name = 'Budi'")
    connection.close()
    assert client.get("/names").text == "<p>Budi</p>"


def test_the_threads_of_a_process_share_what_watches_the_file(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("there is a file to watch on SQLite alone")
    versions.current()
    watch = app.extensions["civic_watch"]
    assert at_once(app, 2, lambda: dict(versions.current())) == [dict(versions.current())] * 2
    assert app.extensions["civic_watch"] is watch


def test_while_the_file_cannot_be_watched_the_versions_are_asked_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_account(name="Ani")
    watched = {name: version for name, version in versions.current().items() if name != versions.UNTRACKED}

    def fail(_path: str) -> None:
        raise PermissionError

    monkeypatch.setattr(versions, "_file", fail)
    assert dict(versions.current()) == watched != {}
    assert "civic_watch" not in app.extensions


def test_a_database_that_takes_the_place_of_another_is_seen(app: Flask, client: FlaskClient, drawn: Drawn) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("there is a file to replace on SQLite alone")
    make_account(name="Ani")
    client.get("/names")
    path = Path(db.engine.url.database or "")
    db.session.remove()
    db.engine.dispose()
    other = path.with_name("other.db")
    with sqlite3.connect(path) as here, sqlite3.connect(other) as there:
        here.backup(there)
        there.execute("UPDATE account SET name = 'Budi'")
    here.close()
    there.close()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    other.replace(path)
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


def test_what_is_read_after_a_page_is_not_counted_to_it(app: Flask) -> None:
    with versions.tables_read() as tables:
        db.session.scalars(db.select(Account.name)).all()
    db.session.scalars(db.select(Agency.name)).all()
    assert tables == {"account"}


def test_what_a_page_within_a_page_reads_counts_for_both(app: Flask) -> None:
    with versions.tables_read() as outer:
        with versions.tables_read() as inner:
            db.session.scalars(db.select(Account.name)).all()
        db.session.scalars(db.select(Agency.name)).all()
    assert (inner, outer) == ({"account"}, {"account", "agency"})


def test_languages_and_choices_have_their_own_copies(app: Flask) -> None:
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
    monkeypatch.setattr(caching, "KEPT_BYTES", 20)  # two pages
    make_account(name="Ani")
    for number in (1, 2, 1, 3, 1, 2):
        client.get(f"/names?{number}")
    assert len(drawn) == 4


def test_a_page_drawn_anew_takes_no_further_room(
    client: FlaskClient, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "KEPT_BYTES", 20)
    ani = make_account(name="Ani")
    client.get("/names?1")
    for name in ("Eko", "Ina"):
        rename(ani, name)
        client.get("/names?1")
        client.get("/names?2")
    client.get("/names?1")
    assert len(drawn) == 5


@pytest.mark.parametrize(("size_bytes", "times_drawn"), [(10, 1), (11, 2)])
def test_a_page_larger_than_a_copy_may_be_is_drawn_each_time(
    client: FlaskClient, drawn: Drawn, monkeypatch: pytest.MonkeyPatch, size_bytes: int, times_drawn: int
) -> None:
    monkeypatch.setattr(caching, "LARGEST_BYTES", 10)
    make_account(name="x" * (size_bytes - len("<p></p>")))
    client.get("/names")
    client.get("/names")
    assert len(drawn) == times_drawn


def test_what_is_sent_in_pieces_is_not_kept(app: Flask) -> None:
    pieces = iter("ab")
    app.add_url_rule("/piece", view_func=shared(lambda: (piece for piece in [next(pieces)])))
    assert [app.test_client().get("/piece").text for _ in range(2)] == ["a", "b"]


def test_a_page_that_sets_a_cookie_is_for_its_visitor_alone(app: Flask) -> None:
    numbers = iter("12")

    def numbered() -> Response:
        response = make_response("")
        response.set_cookie("number", next(numbers))
        return response

    app.add_url_rule("/numbered", view_func=shared(numbered))
    assert [app.test_client().get("/numbered").headers["Set-Cookie"][:8] for _ in range(2)] == ["number=1", "number=2"]


def test_what_somebody_sends_reaches_the_view(app: Flask) -> None:
    app.add_url_rule("/echo", view_func=shared(lambda: request.form.get("said", "")), methods=["GET", "POST"])
    client = app.test_client()
    assert [client.post("/echo", data={"said": said}).text for said in ("satu", "dua")] == ["satu", "dua"]


def test_a_copy_is_the_answer_as_the_view_gave_it(app: Flask) -> None:
    def table() -> Response:
        response = make_response("a,b", {"Content-Type": "text/csv", "Link": "</x>; rel=up"})
        response.headers["Content-Disposition"] = "attachment; filename=x.csv"
        return response

    app.add_url_rule("/table", view_func=shared(table))
    for _ in range(2):
        answer = app.test_client().get("/table")
        assert (answer.text, answer.headers["Content-Type"]) == ("a,b", "text/csv")
        assert answer.headers["Link"] == "</x>; rel=up"
        assert answer.headers["Content-Disposition"] == "attachment; filename=x.csv"


@pytest.fixture
def packed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A page /long of a name, just long enough to be compressed; every compression's encoding."""
    encode, encodings = compression.encode, []

    def note(body: bytes, encoding: str, *, quality: int) -> bytes:
        encodings.append(encoding)
        return encode(body, encoding, quality=quality)

    def long() -> str:
        return db.session.scalars(db.select(Account.name)).one().ljust(compression.LEAST_BYTES)

    monkeypatch.setattr(compression, "encode", note)
    app.add_url_rule("/long", view_func=shared(long))
    return encodings


def said(client: FlaskClient, encoding: str) -> str:
    answer = client.get("/long", headers={"Accept-Encoding": encoding})
    assert answer.headers.get("Content-Encoding", "") == encoding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    return unpack(answer.data).decode().rstrip()


def test_a_copy_is_compressed_once_in_each_way(client: FlaskClient, packed: list[str]) -> None:
    make_account(name="Ani")
    assert [said(client, encoding) for encoding in ("br", "gzip", "", "br", "gzip", "")] == ["Ani"] * 6
    assert packed == ["br", "gzip"]


def test_what_is_drawn_anew_is_compressed_anew_only_where_it_says_something_else(
    client: FlaskClient, packed: list[str]
) -> None:
    ani = make_account(name="Ani")
    assert said(client, "br") == "Ani"
    with transaction():
        db.session.execute(update(Account).values(name="Ani"))
    assert said(client, "br") == "Ani"
    assert packed == ["br"]
    rename(ani, "Eko")
    assert said(client, "br") == "Eko"


def test_pictures_are_not_compressed(app: Flask, packed: list[str]) -> None:
    body = bytes(2 * compression.LEAST_BYTES)
    app.add_url_rule("/picture", view_func=shared(lambda: (body, {"Content-Type": "image/png"})))
    assert app.test_client().get("/picture", headers={"Accept-Encoding": "br"}).data == body
    assert packed == []


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
