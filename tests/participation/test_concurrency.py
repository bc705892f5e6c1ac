"""Sixteen people post at once to two web processes: none is refused, none is lost."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPErrorProcessor, Request, build_opener

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from civic.config import Config
from civic.core.accounts.sessions import open_session
from civic.core.db.transactions import transaction
from civic.extensions import db
from civic.participation.comments.models import Comment
from civic.participation.processes.models import Activity
from tests.conftest import ROOT, SECRET_KEY
from tests.factories import make_account, make_consultation
from tests.helpers import wait_until

CLIENTS, SECONDS = 16, 4
CSRF = "0" * 40
FORM_TOKEN = str(URLSafeTimedSerializer(SECRET_KEY, salt="wtf-csrf-token").dumps(CSRF))


class KeepRedirects(HTTPErrorProcessor):
    def http_response(self, request, response):
        return response


def test_sixteen_clients_lose_nothing(app: Flask, config: Config) -> None:
    make_consultation(slug="ramai")
    cookies = [_cookie(app) for _ in range(CLIENTS)]
    db.session.remove()
    port = _free_port()
    server = subprocess.Popen(
        [str(Path(sys.executable).parent / "gunicorn"), "-w", "2", "-k", "gthread", "--threads", "4",
         "-b", f"127.0.0.1:{port}", "--log-level", "error", "wsgi:app"],
        cwd=ROOT,
        env=os.environ | {
            "CIVIC_HOME": str(config.home), "CIVIC_DATABASE_URL": config.database_url, "CIVIC_SECRET_KEY": SECRET_KEY,
            "CIVIC_REQUEST_LIMIT": "1000000/minute", "CIVIC_COMMENT_LIMIT": "100000", "CIVIC_LOG_LEVEL": "ERROR",
        },
    )  # fmt: skip
    answers: list[int] = []
    try:
        wait_until(lambda: _answers(port), what="the server answers")
        end = time.monotonic() + SECONDS
        threads = [threading.Thread(target=_post_until, args=(end, port, cookie, answers)) for cookie in cookies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        server.terminate()
        server.wait(20)
    assert len(answers) > CLIENTS
    assert set(answers) == {303}, {status: answers.count(status) for status in set(answers)}
    assert db.session.query(Comment).count() == len(answers)
    assert db.session.query(Activity).one().comment_count == len(answers)


def _cookie(app: Flask) -> str:
    account = make_account()
    with transaction():
        token = open_session(account)
    client = app.test_client()
    with client.session_transaction() as session:
        session["sid"], session["csrf_token"] = token, CSRF
    cookie = client.get_cookie("civic_session")
    assert cookie is not None
    return f"civic_session={cookie.value}"


def _post_until(end: float, port: int, cookie: str, answers: list[int]) -> None:
    opener = build_opener(KeepRedirects)
    while time.monotonic() < end:
        form = {
            "body": f"Tanggapan {os.urandom(4).hex()}",
            "submission_key": os.urandom(8).hex(),
            "csrf_token": FORM_TOKEN,
        }
        data = urlencode(form).encode()
        request = Request(f"http://127.0.0.1:{port}/consultations/ramai/comments", data, {"Cookie": cookie})
        with opener.open(request, timeout=30) as response:
            answers.append(response.status)


def _answers(port: int) -> bool:
    try:
        with build_opener().open(f"http://127.0.0.1:{port}/healthz", timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
