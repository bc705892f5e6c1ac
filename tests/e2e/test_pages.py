"""Every public and working page: axe-core, console, width, weight; both languages, phone and computer."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import OpenPage, assert_fits

PUBLIC = [
    "/",
    "/about",
    "/accessibility",
    "/privacy",
    "/processes",
    "/processes/penataan-trotoar",
    "/consultations/penataan-trotoar",
    "/consultations/sampah-dari-rumah",
    "/consultations/sampah-dari-rumah/summary",
    "/comments/1",
    "/data",
    "/data/kecamatan",
    "/services",
    "/search?q=trotoar",
    "/search?q=tidakada",
    "/account/sign-in",
    "/account/register",
    "/account/reset",
    "/account/verify",
    "/dev/outbox",
]
WORKING = {
    "perancang": [
        "/workbench",
        "/workbench/consultations/sampah-dari-rumah",
        "/workbench/runs/1",
        "/workbench/runs/1/themes/1",
        "/workbench/runs/1/remainder",
        "/workbench/runs/1/preview",
        "/workbench/runs/1/publish",
        "/workbench/processes/new",
        "/workbench/processes/penataan-trotoar/edit",
        "/workbench/consultations/penataan-trotoar/edit",
        "/account",
        "/account/comments",
        "/account/password",
    ],
    "walidata": ["/workbench/data/new", "/workbench/data/kecamatan/edit"],
    "admin": [
        *("/admin", "/admin/people", "/admin/people/invite", "/admin/agencies", "/admin/agencies/new", "/admin/audit"),
        *("/admin/settings", "/admin/settings/history", "/admin/jobs", "/account/erase"),
    ],
    "moderator": ["/comments/1/hide", "/comments/1/reply"],
}
Check = Callable[[Page], None]


@pytest.fixture(scope="session")
def signed_in(browser: Browser, live_server: str) -> Callable[[str], Any]:
    """Browser state of a demonstration account."""
    states: dict[str, Any] = {}

    def state(name: str) -> Any:
        if name not in states:
            page = browser.new_page()
            page.goto(f"{live_server}/account/sign-in")
            page.fill("#contact", f"{name}@contoh.tangerang.example")
            page.fill("#password", "suara kota demo")
            page.locator("#password").press("Enter")
            page.wait_for_url(live_server + "/**", wait_until="load")
            page.get_by_text("Keluar", exact=True).first.wait_for(state="attached")
            states[name] = page.context.storage_state()
            page.context.close()
        return states[name]

    return state


@pytest.mark.parametrize("locale", ["id", "en"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(open_page: OpenPage, axe: Check, path: str, width: int, locale: str) -> None:
    page = open_page(path, width=width, locale=locale)
    axe(page)
    assert_fits(page)
    assert page.locator("html").get_attribute("lang") == locale


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in WORKING.items() for path in paths])
def test_working_pages(
    open_page: OpenPage, axe: Check, signed_in: Callable[[str], Any], name: str, path: str, width: int
) -> None:
    locale = "id" if width == 360 else "en"
    page = open_page(path, width=width, locale=locale, state=signed_in(name))
    axe(page)
    assert_fits(page)


@pytest.mark.parametrize(
    "path", ["/", "/consultations/penataan-trotoar", "/consultations/sampah-dari-rumah/summary", "/data/kecamatan"]
)
def test_dark_pages_and_the_narrowest_phone(open_page: OpenPage, axe: Check, path: str) -> None:
    page = open_page(path, width=320, dark=True)
    axe(page)
    assert_fits(page)


@pytest.mark.parametrize("path", [p for p in PUBLIC if "?" not in p])
def test_a_first_view_weighs_under_100_kb_compressed(live_server: str, path: str) -> None:
    html = urlopen(live_server + path).read()
    total = len(gzip.compress(html))
    for part in set(_assets(html.decode())):
        body = urlopen(urljoin(live_server, part)).read()
        total += len(body) if part.endswith(".woff2") else len(gzip.compress(body))
    assert total < 100_000, f"{path} weighs {total} bytes"


def _assets(html: str) -> list[str]:
    import re

    found = re.findall(r'(?:src|href)="(/static/[^"]+)"', html)
    assert any("civic.css" in part for part in found)
    return found


def test_an_error_page_is_accessible_too(open_page: OpenPage, axe: Check) -> None:
    page = open_page("/nowhere", expect=404)
    axe(page)
