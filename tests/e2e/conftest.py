"""A whole portal with the demonstration city, and a real browser to look at it.

The browser is Debian's chromium, or the one that CIVIC_TEST_CHROMIUM names. Without one these tests
are left out and the last lines of the run say so; with CIVIC_TEST_CHROMIUM set they always run.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.helpers import wait_until

CHROMIUM = os.environ.get("CIVIC_TEST_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    if CHROMIUM is None and ours:
        config.hook.pytest_deselected(items=ours)
        items[:] = [item for item in items if item not in ours]
        config.stash[_LEFT_OUT] = len(ours)


_LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if count := config.stash.get(_LEFT_OUT, 0):
        terminalreporter.write_line(f"{count} browser tests left out: no chromium found (set CIVIC_TEST_CHROMIUM)")


@dataclass(frozen=True)
class Portal:
    """A running portal: its address and state folder."""

    url: str
    home: Path

    def command(self, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        """Run `civic` against this portal."""
        return subprocess.run(
            [CIVIC, *arguments],
            env=os.environ | {"CIVIC_HOME": str(self.home), "CIVIC_DEMO": "1"},
            capture_output=True,
            text=True,
            check=False,
            **options,  # type: ignore[call-overload]
        )


CIVIC = str(Path(sys.executable).parent / "civic")


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """`civic serve --demo` on a free port: pages, jobs and the demonstration city."""
    home = tmp_path_factory.mktemp("portal")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (home / "serve.log").open("w")
    process = subprocess.Popen(
        [CIVIC, "serve", "--demo"],
        env=os.environ
        | {"CIVIC_HOME": str(home), "PORT": str(port), "CIVIC_COMMENT_LIMIT": "100000"}
        | {"CIVIC_REQUEST_LIMIT": "100000/minute"},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    url = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        assert process.poll() is None, (home / "serve.log").read_text()[-3000:]
        with contextlib.suppress(URLError, OSError):
            return urlopen(f"{url}/readyz", timeout=2).status == 200
        return False

    try:
        wait_until(ready, seconds=180, what="the portal answers")
        yield Portal(url, home)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


@pytest.fixture(scope="session")
def live_server(portal: Portal) -> str:
    """Address of the portal."""
    return portal.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, live_server: str) -> Iterator[OpenPage]:
    """Open a path: `open_page("/", width=360, locale="en", dark=False, javascript=True, state=None)`.

    Every page is watched: an error on the console or a request to elsewhere fails the test.
    """
    contexts = []
    problems: list[str] = []

    def watch(page: Page, *expected: str) -> None:
        page.on(
            "console",
            lambda m: (
                problems.append(f"console: {m.text}")
                if m.type == "error" and not any(known in m.text for known in expected)
                else None
            ),
        )
        page.on("pageerror", lambda e: problems.append(f"script: {e}"))
        page.on(
            "request",
            lambda r: problems.append(f"foreign: {r.url}") if not r.url.startswith((live_server, "data:")) else None,
        )

    def open_one(
        path: str,
        *,
        width: int = 1280,
        locale: str = "id",
        dark: bool = False,
        javascript: bool = True,
        state: object = None,
        expect: int = 200,
        refused: int = 0,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            bypass_csp=False,
            storage_state=state,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.add_cookies([{"name": "civic_language", "value": locale, "url": live_server}])
        page = context.new_page()
        # The browser itself logs the status of an error page; one that was asked for is no problem, nor is a form
        # that the test lets be refused.
        watch(
            page, f"status of {expect}", *([f"status of {refused}", f"Status Error Code {refused}"] if refused else [])
        )
        response = page.goto(live_server + path)
        assert response is not None
        assert response.status == expect, f"{path}: {response.status}"
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Assert that axe-core finds nothing (WCAG 2.2 A and AA, and best practices)."""
    engine = Axe()

    def check(page: Page) -> None:
        results = engine.run(page)
        found = [
            f"{v['id']}: {v['help']} — {[n['html'][:160] for n in v['nodes']][:3]}"
            for v in results.response["violations"]
        ]
        assert found == [], f"{page.url}: " + "\n".join(found)

    return check


def assert_fits(page: Page) -> None:
    """No horizontal scrolling."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} px too wide"
