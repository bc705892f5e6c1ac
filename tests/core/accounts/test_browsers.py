"""The mark of a browser: made once, told from others, kept from scripts."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts.browsers import COOKIE, this_browser


def mark_of(client: FlaskClient) -> str:
    cookie = client.get_cookie(COOKIE)
    return cookie.value if cookie else ""


@pytest.fixture
def marked(app: Flask) -> FlaskClient:
    """A browser in a portal that has a page /mark, which asks whose browser it is."""

    def mark() -> str:
        browser = this_browser()
        return f"{browser.token} {browser.address} {browser.locale}"

    app.add_url_rule("/mark", view_func=mark)
    return app.test_client()


def test_a_browser_keeps_its_mark(marked: FlaskClient) -> None:
    first = marked.get("/mark").text
    token = mark_of(marked)
    assert len(token) == 43
    assert first == f"{token} 127.0.0.1 id"
    answer = marked.get("/mark")
    assert answer.text == first
    assert "Set-Cookie" not in answer.headers
    marked.set_cookie("civic_language", "en")
    assert marked.get("/mark").text == f"{token} 127.0.0.1 en"


@pytest.mark.parametrize("value", ["", "x", "x" * 42, "x" * 44, "<" * 43])
def test_a_mark_of_ones_own_making_is_replaced(marked: FlaskClient, value: str) -> None:
    marked.set_cookie(COOKIE, value)
    assert marked.get("/mark").text.split()[0] == mark_of(marked) != value


def test_scripts_and_other_sites_do_not_get_the_mark(marked: FlaskClient) -> None:
    plain = marked.get("/mark").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Max-Age=31536000", "Path=/"} <= {part.strip() for part in plain.split(";")}
    assert "Secure" not in plain
    marked.delete_cookie(COOKIE)
    assert "Secure" in marked.get("/mark", base_url="https://localhost").headers["Set-Cookie"]


def test_only_who_is_asked_gets_a_mark(client: FlaskClient) -> None:
    client.get("/about")
    assert mark_of(client) == ""
