"""What every module stands on: transactions, permissions, pages of rows, Markdown, files, headers, errors."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from enum import StrEnum

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from civic.config import Config
from civic.core.agencies.models import Agency
from civic.core.db.pagination import keyset
from civic.core.db.transactions import transaction
from civic.core.files import path_of, store
from civic.core.markdown import plain, render
from civic.core.permissions import can, require
from civic.errors import NotFound, NotPermitted, SignInNeeded
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments.permissions import CommentPermission
from tests.conftest import make_app, sign_in
from tests.factories import make_account, make_agency, make_consultation


def test_an_inner_action_is_stored_only_with_the_outer_one(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        with transaction():
            db.session.add(Agency(code="a", name="A", short_name="A"))
        raise RuntimeError
    assert db.session.query(Agency).count() == 0


def test_roles_hold_within_their_agency_and_whatever_is_not_granted_is_denied(app: Flask) -> None:
    class Other(StrEnum):
        FLY = "fly"

    agency = make_agency()
    moderator, admin = make_account(Role.MODERATOR, agency), make_account(Role.ADMINISTRATOR)
    assert can(moderator, CommentPermission.HIDE, agency)
    assert can(moderator, CommentPermission.HIDE)
    assert not can(moderator, CommentPermission.HIDE, make_agency())
    assert not can(moderator, Other.FLY, agency)
    assert can(admin, Other.FLY, agency)
    assert can(make_account(), CommentPermission.POST, agency)
    assert not can(None, CommentPermission.POST, agency)
    with pytest.raises(NotPermitted):
        require(make_account(), CommentPermission.HIDE, agency)
    with pytest.raises(SignInNeeded):
        require(None, CommentPermission.POST, agency)


def test_pages_of_rows_go_both_ways(app: Flask) -> None:
    for _ in range(7):
        make_agency()
    query, columns = select(Agency), (Agency.id,)
    first = keyset(query, columns, None, 3)
    second = keyset(query, columns, first.next, 3)
    third = keyset(query, columns, second.next, 3)
    assert [len(p.items) for p in (first, second, third)] == [3, 3, 1]
    assert (first.previous, third.next) == (None, None)
    back = keyset(query, columns, second.previous, 3)
    assert [a.id for a in back.items] == [a.id for a in first.items]
    assert back.previous is None


@pytest.mark.parametrize("cursor", ["", "x", "WzAsMV0", "[]", "W10", "WzAsIngiXQ", "é", "A" * 5000])
def test_a_made_up_cursor_is_not_found(app: Flask, cursor: str) -> None:
    if not cursor or cursor == "WzAsMV0":  # none, and a real one: [0,1]
        assert keyset(select(Agency), (Agency.id,), cursor or None, 3).items == []
        return
    with pytest.raises(NotFound):
        keyset(select(Agency), (Agency.id,), cursor, 3)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHN2Zz4=)",
        "![x](http://evil.example/track.gif)",
        '<a href="x" onclick="alert(1)">x</a>',
        "<svg/onload=alert(1)>",
        "```html\n<script>alert(1)</script>\n```",
        '<http://x.example/"onmouseover=alert(1)>',
    ],
)
def test_markdown_cannot_carry_script(text: str) -> None:
    html = str(render(text))
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert 'onmouseover="' not in html


def test_markdown_keeps_what_people_use() -> None:
    html = str(render("**penting**\nbaris\n\n- satu\n- dua\n\n[situs](https://contoh.example)"))
    assert "<strong>penting</strong><br>" in html
    assert "<li>satu</li>" in html
    assert 'rel="nofollow ugc noopener"' in html
    assert plain("**penting** [situs](https://contoh.example)") == "penting situs"
    assert "<h3>" in render("# Judul", headings=True)


def test_files_are_kept_once_under_their_hash(app: Flask) -> None:
    first, second = store(io.BytesIO(b"isi")), store(io.BytesIO(b"isi"))
    assert first == second
    assert path_of(first.key).read_bytes() == b"isi"
    for key in ("", "../../etc/passwd", "0" * 64, "z" * 63):
        with pytest.raises(NotFound):
            path_of(key)


def test_a_key_that_leads_elsewhere_finds_nothing(app: Flask) -> None:
    (app.config["CIVIC"].home / "files").mkdir(exist_ok=True)
    outside = app.config["CIVIC"].home.parent / "secretfil"
    outside.write_bytes(b"elsewhere")
    key = f"../{'./' * 26}secretfil"
    assert len(key) == 64
    assert (app.config["CIVIC"].home / "files" / key[:2] / key).is_file()
    with pytest.raises(NotFound):
        path_of(key)
    outside.unlink()


def test_a_file_that_cannot_be_read_to_its_end_leaves_nothing(app: Flask) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("cable pulled")

    with pytest.raises(OSError, match="cable"):
        store(Broken())
    assert [p for p in (app.config["CIVIC"].home / "files").rglob("*") if p.is_file()] == []


def test_cookies_are_closed_to_script_and_to_plain_http(config: Config) -> None:
    app = make_app(replace(config, base_url="https://suara.example"))
    with app.app_context():
        make_consultation(slug="x")
        client = sign_in(app.test_client(), make_account())
    cookies = client.get("/consultations/x").headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "Secure" in cookie
        assert "SameSite=Lax" in cookie


def test_health_is_told_without_and_with_the_database(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json["checks"]["database"] == "ok"
    db.session.execute(db.text("DELETE FROM alembic_version"))
    db.session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "civic db upgrade" in answer.json["checks"]["database"]


def test_metrics_count_requests_for_this_machine_or_whoever_holds_the_token(config: Config) -> None:
    client = make_app(config).test_client()
    client.get("/about")
    assert 'civic_requests_total{endpoint="home.about"' in client.get("/metrics").text
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.1"}).status_code == 403
    client = make_app(replace(config, metrics_token="rahasia")).test_client()
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer rahasia"}).status_code == 200


@pytest.mark.parametrize(
    ("locale", "text"), [("id", "Halaman ini tidak ditemukan"), ("en", "We could not find this page")]
)
def test_error_pages_speak_the_persons_language(client: FlaskClient, locale: str, text: str) -> None:
    client.set_cookie("civic_language", locale)
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert text in answer.text
    assert f'<html lang="{locale}"' in answer.text


def test_programs_get_problem_json(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 404
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_a_crash_shows_a_page_with_a_number_and_no_traceback(config: Config) -> None:
    app = make_app(replace(config, testing=False))
    app.config["TESTING"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/crash")
    def crash() -> str:
        raise RuntimeError("secret detail")

    answer = app.test_client().get("/crash")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_logs_are_json_with_the_request_id_and_without_what_was_typed(
    capsys: pytest.CaptureFixture[str], config: Config
) -> None:
    client = make_app(config).test_client()
    client.get("/search?q=rahasia", headers={"X-Request-ID": "abcdef12-3456"})
    line = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
    assert line["request_id"] == "abcdef12-3456"
    assert line["path"] == "/search"
    assert "rahasia" not in str(line)


def test_the_language_switch_remembers_and_leads_back(client: FlaskClient) -> None:
    answer = client.get("/language/en?next=/data")
    assert answer.location == "/data"
    assert '<html lang="en"' in client.get("/data").text
    assert client.get("/language/xx").status_code == 404
    assert client.get("/language/id?next=//evil.example").location == "/"


def test_an_address_that_asks_too_often_is_told_to_wait(config: Config) -> None:
    client = make_app(replace(config, testing=False)).test_client()
    codes = [client.get("/robots.txt").status_code for _ in range(610)]
    assert codes[:590] == [200] * 590
    assert codes[-1] == 429
    assert "Terlalu banyak permintaan" in client.get("/about").text
    assert client.get("/healthz").status_code == 200
