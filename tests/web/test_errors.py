"""What people are told when the portal cannot do what they asked; what the log keeps of it."""

from __future__ import annotations

import errno
import json
import sqlite3
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from civic.config import Config
from civic.core.db.transactions import transaction
from civic.extensions import db
from civic.web import logs
from tests.conftest import make_app, sign_in
from tests.factories import make_account, make_consultation


def away() -> Exception:
    return OperationalError("SELECT 1", {}, Exception("server closed the connection unexpectedly"))


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application whose database does not answer."""

    def refuse(*_arguments: object, **_options: object) -> None:
        raise away()

    make_consultation(slug="trotoar")
    db.session.rollback()
    monkeypatch.setattr(db.engine, "raw_connection", refuse)
    monkeypatch.setattr(db.engine, "connect", refuse)
    monkeypatch.setattr("civic.core.db.versions._Watch.look", refuse)
    return app


@pytest.mark.parametrize(("language", "text"), [("id", "Portal sedang tidak dapat menjawab"), ("en", "cannot answer")])
@pytest.mark.parametrize("path", ["/", "/consultations/trotoar", "/data", "/search?q=x", "/account/sign-in"])
def test_without_its_database_the_portal_says_so(broken: Flask, path: str, language: str, text: str) -> None:
    client = broken.test_client()
    client.set_cookie("civic_language", language)
    answer = client.get(path)
    if path == "/account/sign-in" and answer.status_code == 200:
        return  # asks nothing of the database
    assert answer.status_code == 503
    assert text in answer.text
    assert answer.headers["Retry-After"] == "5"
    assert f'<html lang="{language}"' in answer.text


def test_an_outage_speaks_the_language_of_the_account(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app.test_client(), make_account(locale="en"))
    assert '<html lang="en"' in client.get("/about").text

    def refuse(*_arguments: object, **_options: object) -> None:
        raise away()

    monkeypatch.setattr(db.engine, "connect", refuse)
    monkeypatch.setattr(db.engine, "raw_connection", refuse)
    answer = client.get("/about")
    assert answer.status_code == 503
    assert "cannot answer" in answer.text


def test_programs_are_told_as_programs(broken: Flask) -> None:
    answer = broken.test_client().get("/data", headers={"Accept": "application/json"})
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("error", [away(), PoolTimeout("QueuePool limit of size 5 overflow 5 reached")])
def test_every_kind_of_absence_is_one(app: Flask, error: Exception) -> None:
    def view() -> str:
        raise error

    app.add_url_rule("/view", view_func=view)
    assert app.test_client().get("/view").status_code == 503


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EROFS, "Read-only file system"),
        OSError(errno.EACCES, "Permission denied"),
        OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")),
    ],
    ids=["full", "read-only", "closed", "database"],
)
def test_a_storage_that_takes_nothing_refuses_in_words(app: Flask, error: Exception) -> None:
    def view() -> str:
        raise error

    app.add_url_rule("/view", view_func=view, methods=["POST"])
    answer = app.test_client().post("/view")
    assert answer.status_code == 507
    assert "penuh" in answer.text


def test_a_full_database_is_read_on(client: FlaskClient) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite alone can be told to be full")
    make_consultation(slug="trotoar")
    with db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(OperationalError, match="full"), transaction():
            connection.exec_driver_sql("CREATE TABLE big AS SELECT randomblob(100000)")
        assert client.get("/consultations/trotoar").status_code == 200
        connection.rollback()


def test_a_database_that_cannot_be_written_refuses_in_words(client: FlaskClient) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL says itself when it cannot write")
    consultation = make_consultation(slug="trotoar")
    sign_in(client, make_account())
    consultation_page = f"/consultations/{consultation.slug}"

    def read_only(connection: sqlite3.Connection, *_rest: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    event.listen(db.engine, "checkout", read_only)
    answer = client.post(f"{consultation_page}/comments", data={"body": "Usul", "submission_key": "a" * 16})
    assert answer.status_code == 507
    assert "tidak dapat ditulisi" in answer.text
    assert client.get(consultation_page).status_code == 200


def test_an_error_of_another_kind_is_not_taken_for_a_full_disk(app: Flask) -> None:
    def view() -> str:
        raise OSError(errno.EIO, "Input/output error")

    app.add_url_rule("/view", view_func=view)
    assert app.test_client().get("/view").status_code == 500


def test_logs_keep_no_values(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    app = make_app(replace(config, testing=False))
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)

    def crash() -> str:
        try:
            int("siti@contoh.example")
        except ValueError as error:
            raise RuntimeError("$argon2id$v=19$m=65536 Siti Aminah") from error
        return ""

    app.add_url_rule("/crash", view_func=crash)
    assert app.test_client().get("/crash?contact=siti@contoh.example").status_code == 500
    written = capsys.readouterr().err
    crashed = next(json.loads(line) for line in written.splitlines() if '"crash"' in line and "error_chain" in line)
    assert [cause["kind"] for cause in crashed["error_chain"]] == ["RuntimeError", "ValueError"]
    assert any("crash" in frame for frame in crashed["error_chain"][0]["frames"])
    for word in ("siti@", "argon2id", "Siti Aminah", "contact="):
        assert word not in written


def test_a_row_that_clashes_leaves_no_values_in_its_error(app: Flask) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError) as caught, db.engine.begin() as connection:
        statement = db.text("INSERT INTO agency (code, name) VALUES (:code, :name)")
        connection.execute(statement, {"code": "rahasia-1", "name": "siti@contoh.example"})
    assert "siti@" not in str(caught.value)
    assert "rahasia-1" not in str(caught.value)


def test_a_log_that_cannot_be_written_stops_nobody(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(logs.sys, "stderr", Full())
    assert client.get("/about").status_code == 200


@pytest.mark.parametrize("method", ["BREW", "AAAA" * 20, "get"])
def test_made_up_methods_make_no_new_counters(client: FlaskClient, method: str) -> None:
    client.open("/about", environ_overrides={"REQUEST_METHOD": method})
    counted = client.get("/metrics").text
    assert ('method="other"' if method.isupper() else 'method="GET"') in counted
    assert f'method="{method}"' not in counted


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_counters_are_for_this_machine_and_no_proxy_on_it(client: FlaskClient, header: str) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


def test_a_trusted_proxy_does_not_open_the_counters(config: Config) -> None:
    client = make_app(replace(config, trusted_proxies=1)).test_client()
    asked = {"headers": {"X-Forwarded-For": "127.0.0.1"}, "environ_base": {"REMOTE_ADDR": "10.0.0.9"}}
    assert client.get("/metrics", **asked).status_code == 403  # type: ignore[arg-type]
