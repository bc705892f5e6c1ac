"""Every page, for whoever works with it: axe-core, console and no sideways scrolling, in each way a person may look."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from flask import Flask, abort
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from tests.e2e.conftest import OpenPage, assert_fits
from tests.e2e.test_walk import PASSWORD

# Each language, each width and each half of the day once: together they are every sheet of colours and every text.
LOOKS = {"id": (1280, False), "en": (360, True)}
PAGES = {
    "": [
        *(
            "/",
            "/about",
            "/accessibility",
            "/privacy",
            "/services",
            "/search",
            "/search?q=trotoar",
            "/search?q=tidakada",
        ),
        *("/processes", "/processes?region=36.71.08", "/processes?phase=closed", "/processes/penataan-trotoar"),
        *("/consultations/penataan-trotoar", "/consultations/sampah-dari-rumah", "/consultations/rkpd-2028"),
        *("/consultations/sampah-dari-rumah/summary", "/consultations/sampah-dari-rumah/summary/1"),
        *(
            "/consultations/sampah-dari-rumah/summary/1/themes/0",
            "/consultations/sampah-dari-rumah/summary/1/remainder",
        ),
        "/consultations/sampah-dari-rumah/summary/1/themes/0?q=tarif",
        *("/comments/1", "/comments/1/share", "/comments/480/report", "/comments/480/reply"),
        *("/data", "/data/kecamatan", "/data/kecamatan/data", "/data/kecamatan/data/1", "/data/live/answers"),
        *("/account/sign-in", "/account/register", "/account/reset", "/account/verify", "/dev/outbox"),
    ],
    "warga": [
        *("/account", "/account/comments", "/account/notices", "/account/notices/settings", "/account/password"),
        *("/account/erase", "/consultations/penataan-trotoar"),
    ],
    "perancang": [
        *("/workbench", "/workbench/consultations/sampah-dari-rumah", "/workbench/consultations/penataan-trotoar"),
        *("/workbench/runs/1", "/workbench/runs/1/themes/1", "/workbench/runs/1/remainder"),
        *("/workbench/runs/1/aside", "/workbench/runs/1/history", "/workbench/runs/1/themes/0?q=sampah&standing=found"),
        "/workbench/corpora/activity/1/compare",
        *("/workbench/runs/1/next", "/workbench/runs/1/moves", "/workbench/runs/1/audit"),
        *("/workbench/frames", "/workbench/runs/1/map"),
        *("/workbench/runs/1/preview", "/workbench/runs/1/publish"),
        *("/workbench/processes/new", "/workbench/processes/penataan-trotoar/edit"),
        *("/workbench/processes/penataan-trotoar/consultations/new", "/workbench/consultations/penataan-trotoar/edit"),
        "/workbench/consultations/penataan-trotoar/uploads/new",
    ],
    "walidata": [
        *("/workbench/data/new", "/workbench/data/kecamatan/edit", "/workbench/data/kecamatan/tables/new"),
        *("/workbench/data/kecamatan/tables/data/new", "/data/kecamatan"),
    ],
    "moderator": ["/moderation", "/comments/1/hide", "/comments/1/reply"],
    "admin": [
        *("/admin", "/admin/people", "/admin/people?staff=1", "/admin/people/invite", "/admin/agencies"),
        *("/admin/agencies/1", "/admin/agencies/new", "/admin/audit", "/admin/settings", "/admin/settings/history"),
        "/admin/jobs",
    ],
}
# Looked at on their way in test_minute, test_staff, test_upload and test_walk, or no page that people read.
ELSEWHERE = {
    *(
        "accounts.verify",
        "sending.show",
        "opendata.upload",
        "imports.upload",
        "notices.unsubscribing_page",
        "comments.edit",
    ),
    *("comments.withdraw", "language.choose", "web.static", "health.healthz", "health.readyz", "metrics.metrics"),
    *("settings.logo", "settings.theme", "processes.picture", "privacy.data", "audit.download", "opendata.download"),
    *("opendata.download_table", "opendata.download_version", "opendata.original", "opendata.original_version"),
    *("opendata.download_live", "summaries.download", "workbench.papers", "frames.download", "frames.show"),
    "workbench.progress",  # in test_walk; when it has finished, the desk
    "workbench.comparison_comments",  # in test_walk
    "workbench.corpus",  # the workbench's address of a consultation leads there
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
            page.fill("#password", PASSWORD)
            page.locator("#password").press("Enter")
            page.wait_for_url(live_server + "/**", wait_until="load")
            page.get_by_text("Keluar", exact=True).first.wait_for(state="attached")
            states[name] = page.context.storage_state()
            page.context.close()
        return states[name]

    return state


def test_no_page_is_left_out(app: Flask) -> None:
    """A new page has to be named here, or where it is looked at."""
    adapter = app.url_map.bind("localhost")
    seen = set(ELSEWHERE)
    for path in (path.partition("?")[0] for paths in PAGES.values() for path in paths):
        try:
            seen.add(adapter.match(path)[0])
        except (NotFound, RequestRedirect):
            pytest.fail(f"{path} is no page")
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert {endpoint for endpoint in pages - seen if not endpoint.startswith("site.")} == set()


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in PAGES.items() for path in paths])
def test_a_page_is_good_in_every_look(
    open_page: OpenPage, axe: Check, signed_in: Callable[[str], Any], live_server: str, name: str, path: str
) -> None:
    page = open_page(path, state=signed_in(name) if name else None)
    look_at(page, axe, live_server)


def look_at(page: Page, axe: Check, server: str) -> None:
    """The page as it is shown on different screens, to people of different languages, by day and by night."""
    for locale, (wanted, dark) in LOOKS.items():
        page.context.add_cookies([{"name": "civic_language", "value": locale, "url": server}])
        page.reload()
        assert page.locator("html").get_attribute("lang") == locale
        assert page.locator("h1").inner_text()
        page.emulate_media(color_scheme="dark" if dark else "light")
        for width in (1280, 768, 360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if width == wanted:
                axe(page)
            assert_fits(page)


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500, 503])
def test_a_page_that_tells_an_error_is_good_in_every_look(
    open_page: OpenPage, axe: Check, app: Flask, live_server: str, status: int
) -> None:
    """The error is made by an application here; the browser shows its answer as the portal's."""
    app.add_url_rule("/broken", "broken", lambda: abort(status))
    page = open_page("/about")

    def answer(route: Any) -> None:
        headers = {"Accept": "text/html", "Cookie": route.request.all_headers().get("cookie", "")}
        told = app.test_client(use_cookies=False).get("/broken", headers=headers)
        assert told.status_code == status
        # The status of the answer would be logged by the browser as an error of the page.
        route.fulfill(status=200, body=told.text, content_type="text/html; charset=utf-8")

    page.route("**/broken", answer)
    page.goto(f"{live_server}/broken")
    look_at(page, axe, live_server)


@pytest.mark.parametrize("name", ["warga", "moderator"])
def test_who_may_not_is_told_so_in_words(
    open_page: OpenPage, axe: Check, signed_in: Callable[[str], Any], name: str
) -> None:
    page = open_page("/admin/people", width=360, state=signed_in(name), expect=403)
    axe(page)
    assert_fits(page)


@pytest.mark.parametrize("path", [p for p in PAGES[""] if "?" not in p])
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
