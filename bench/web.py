"""Pages and posts against bare Flask, on the same machine in the same minutes."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.downloads import rows_of
from bench.rows import Row
from bench.server import Server, serve

COMMENTS, CSV_COMMENTS = 60, 600
ROUNDS = 3
CLIENTS = 16


@dataclass(frozen=True)
class Prepared:
    """A portal with one busy consultation and one published summary."""

    home: Path
    slug: str
    cookie: str
    queries: dict[int, tuple[int, int]]  # comments -> by the first reader after a change, and by the next


def rows() -> list[Row]:
    """All measurements of this file."""
    with _portal() as portal:
        downloads = rows_of("catatan", _environment(portal.home))
        return [*_pages(portal), *_shares(portal), *_posting(portal), *downloads]


def _shares(portal: Prepared) -> list[Row]:
    """What visitors read, as shares of bare Flask's answers: both with two workers, compressed as browsers ask."""
    headers = {"Cookie": "civic_language=id", "Accept-Encoding": "gzip, br"}
    asked = {
        f"/consultations/{portal.slug}": (f"consultation page, {COMMENTS} comments", 25),
        "/data/kecamatan": ("dataset page, 13 rows", 15),
        "/consultations/ringkasan/summary/1/comments.csv": (f"CSV of {CSV_COMMENTS} comments", 15),
        "/consultations/ringkasan/summary": ("summary", 15),
        "/": ("home", 15),
    }
    found: dict[str, list[float]] = {path: [] for path in asked}
    spent: dict[str, list[float]] = {path: [] for path in asked}
    with (
        serve("bench.bare:app", {}, workers=2) as bare,
        serve("wsgi:app", _environment(portal.home), workers=2) as civic,
    ):
        for _ in range(ROUNDS):
            hello, _status = bare.cpu_ms_per_request("/", {}, 2.0)
            for path in asked:
                milliseconds, status = civic.cpu_ms_per_request(path, headers, 2.0)
                assert status == 200, f"{path} answered {status}"
                found[path].append(hello / milliseconds)
                spent[path].append(milliseconds)
    return [
        Row(
            f"{title}, visitor",
            f"{median(spent[path]):.2f} ms CPU",
            f"{median(found[path]):.0%} of bare Flask",
            f"≥ {least} %",
            median(found[path]) >= least / 100,
        )
        for path, (title, least) in asked.items()
    ]


def _pages(portal: Prepared) -> list[Row]:
    page = f"/consultations/{portal.slug}"
    english = {"Cookie": "civic_language=en"}
    signed_in = {"Cookie": f"civic_language=en; {portal.cookie}"}
    with serve("bench.bare:app", {}) as bare, serve("wsgi:app", _environment(portal.home)) as civic:
        etag = _etag(civic, page, english)
        asked = {
            "signed in": (page, signed_in, 200, 20.0),
            "anonymous": (page, english, 200, None),
            "304": (page, english | {"If-None-Match": etag}, 304, 5.0),
            "summary": ("/consultations/ringkasan/summary", english, 200, None),
        }
        ratios: dict[str, list[float]] = {name: [] for name in asked}
        times: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(ROUNDS):
            hello, _status = bare.cpu_ms_per_request("/", {}, 2.0)
            for name, (path, headers, expected, _limit) in asked.items():
                spent, status = civic.cpu_ms_per_request(path, headers, 3.0)
                assert status == expected, f"{path} answered {status}"
                ratios[name].append(spent / hello)
                times[name].append(spent)
    titles = {
        "signed in": f"consultation page, {COMMENTS} comments, signed in",
        "anonymous": f"consultation page, {COMMENTS} comments, anonymous and cached",
        "304": "the same, answered 304",
        "summary": "summary page, anonymous",
    }
    result = []
    for name, (_path, _headers, _expected, limit) in asked.items():
        ratio = median(ratios[name])
        result.append(
            Row(
                titles[name],
                f"{median(times[name]):.2f} ms CPU",
                f"{ratio:.1f} × bare Flask",
                f"≤ {limit:g} ×" if limit else "",
                ratio <= limit if limit else None,
            )
        )
    counts = ", ".join(f"{n} at {size} comments ({cold} after a change)" for size, (cold, n) in portal.queries.items())
    most = max(n for _cold, n in portal.queries.values())
    result.append(Row("queries of that page, signed in", counts, "", "≤ 4", most <= 4))
    return result


def _posting(portal: Prepared) -> list[Row]:
    """16 clients post comments for some seconds; every acknowledged one must be in the database."""
    with serve("bench.bare:app", {}, workers=2) as bare:
        hello = _rate(bare, lambda connection: _get(connection, "/"))
    with serve("wsgi:app", _environment(portal.home), workers=2) as civic:
        form = _form(civic, portal)
        answers: list[int] = []
        rate = _rate(civic, lambda connection: answers.append(_post(connection, portal, form)))
    refused = sum(status >= 400 for status in answers)
    share = rate / hello
    return [
        Row(
            f"posting comments, {CLIENTS} clients, 2 workers, SQLite",
            f"{rate:.0f} a second, {refused} refused of {len(answers)}",
            f"{share:.1%} of bare Flask's answers",
            "≥ 6 %, none refused",
            share >= 0.06 and refused == 0,
        )
    ]


def _rate(server: Server, act: object, seconds: float = 6.0) -> float:
    count, lock, end = [0], threading.Lock(), time.monotonic() + seconds

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        while time.monotonic() < end:
            act(connection)  # type: ignore[operator]
            with lock:
                count[0] += 1

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count[0] / seconds


def _get(connection: http.client.HTTPConnection, path: str) -> None:
    connection.request("GET", path)
    connection.getresponse().read()


def _etag(server: Server, path: str, headers: dict[str, str]) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    print(f"   {path}: {len(body)} bytes, {len(gzip.compress(body))} compressed")
    return response.headers["ETag"]


def _form(server: Server, portal: Prepared) -> tuple[str, str, str]:
    """The CSRF token, the name of the text field's form action, and the cookie to send with it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", f"/consultations/{portal.slug}", headers={"Cookie": portal.cookie})
    response = connection.getresponse()
    html = response.read().decode()
    cookie = next((v.split(";")[0] for v in response.headers.get_all("Set-Cookie") or [] if "civic_session" in v), "")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    action = re.search(r'<form[^>]*action="(/consultations/[^"]+)"', html)
    assert token, "the page has no comment form"
    assert action, "the comment form has no address"
    return token.group(1), action.group(1), cookie or portal.cookie


def _post(connection: http.client.HTTPConnection, portal: Prepared, form: tuple[str, str, str]) -> int:
    from urllib.parse import urlencode

    token, action, cookie = form
    body = urlencode({"csrf_token": token, "body": f"Tanggapan ukur {os.urandom(6).hex()}"})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", action, body, headers)
    response = connection.getresponse()
    response.read()
    return response.status


def _environment(home: Path) -> dict[str, str]:
    return {
        "CIVIC_HOME": str(home),
        "CIVIC_REQUEST_LIMIT": "10000000/minute",
        "CIVIC_COMMENT_LIMIT": "10000000",
        "CIVIC_LOG_LEVEL": "ERROR",
    }


@contextmanager
def _portal() -> Iterator[Prepared]:
    from bench.prepare import publish_dataset, publish_long_dataset, publish_summary_of
    from civic.config import Config
    from civic.core.accounts.sessions import open_session
    from civic.core.db.schema import upgrade
    from civic.core.db.transactions import transaction
    from civic.extensions import db
    from tests.conftest import make_app
    from tests.factories import make_account, make_comment, make_consultation
    from tests.helpers import count_queries

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        app = make_app(Config(home=home, log_level="ERROR"))
        with app.app_context():
            upgrade()
            consultation = make_consultation(slug="ukur")
            account = make_account()
            with transaction():
                token = open_session(account)
            client = app.test_client()
            with client.session_transaction() as session:
                session["sid"] = token
            cookie = client.get_cookie("civic_session")
            assert cookie is not None
            queries = {}
            for size in (COMMENTS, 600):
                while consultation.comment_count < size:
                    roots = consultation.comment_count
                    last = make_comment(consultation, body=f"Trotoar nomor {roots} perlu diperbaiki segera.")
                    if roots % 3 == 1:
                        make_comment(consultation, reply_to=last, body="Setuju, terutama di depan sekolah.")
                counts = []
                for _ in ("drawn", "found drawn"):
                    db.session.remove()
                    with count_queries() as statements:
                        assert client.get("/consultations/ukur").status_code == 200
                    counts.append(len(statements))
                queries[size] = (counts[0], counts[1])
                consultation = db.session.merge(consultation)
            publish_summary_of(make_consultation(slug="ringkasan"), CSV_COMMENTS)
            publish_dataset("kecamatan")
            publish_long_dataset("catatan")
            db.session.remove()
            db.engine.dispose()
        yield Prepared(home, "ukur", f"civic_session={cookie.value}", queries)
