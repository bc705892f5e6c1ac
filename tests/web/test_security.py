"""Headers of every answer, whole."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from civic.config import Config
from civic.modules import Role
from civic.web.links import absolute
from tests.conftest import ROOT, make_app, sign_in
from tests.factories import make_account

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/", "/nowhere", "/healthz", "/static/civic.css", "/account/sign-in"])
def test_every_answer_carries_the_whole_policy(client: FlaskClient, path: str) -> None:
    script = re.search(r"<script>(.*?)</script>", client.get("/about").text)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].split("; ") == [
        "default-src 'none'",
        f"script-src 'self' 'sha256-{digest}'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    assert {name: headers[name] for name in EXPECTED} == EXPECTED


def test_no_page_has_a_script_or_style_of_its_own(client: FlaskClient) -> None:
    html = client.get("/").text
    assert len(re.findall(r"<script(?![^>]* src=)", html)) == 1
    assert " style=" not in html
    assert "<style" not in html


def test_tls_is_remembered_where_there_is_tls(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", base_url="https://suara.example")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_private_pages_stay_in_no_browser(config: Config) -> None:
    app = make_app(config)
    with app.app_context():
        client = sign_in(app.test_client(), make_account(Role.ADMINISTRATOR))
        for path in ("/account", "/workbench", "/admin"):
            answer = client.get(path)  # the page itself: an error is kept nowhere anyhow
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), path
        assert app.test_client().get("/account/sign-in").headers["Cache-Control"] == "no-store"
        assert client.get("/").headers["Cache-Control"] == "private, no-cache"


def test_the_cookie_is_bound_to_this_host_where_there_is_tls(config: Config) -> None:
    app = make_app(replace(config, base_url="https://suara.example"))
    answer = app.test_client().get("/account/sign-in", base_url="https://suara.example")
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if "session" in c]
    assert cookie.startswith("__Host-civic_session=")
    assert "Domain" not in cookie
    assert "Path=/" in cookie
    for word in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert word in cookie


def test_addresses_for_others_are_the_portals_own_whatever_was_asked_for(config: Config) -> None:
    app = make_app(replace(config, base_url="https://suara.example"))
    with app.test_request_context("/", base_url="http://evil.example"):
        assert absolute("/data") == "https://suara.example/data"
    assert not [path for path in (ROOT / "civic").rglob("*.py") if "_external=True" in path.read_text()]
