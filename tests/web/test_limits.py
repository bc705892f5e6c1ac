"""Requests are counted: every one, for all web processes together."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from civic.config import Config, ConfigError
from civic.web.limits import SharedFile, neighbourhood
from tests.conftest import make_app


@pytest.fixture
def hasty(config: Config) -> FlaskClient:
    """A browser of a portal that allows five requests an hour."""
    return make_app(replace(config, testing=False, request_limit="5/hour")).test_client()


@pytest.mark.parametrize(("path", "method"), [("/about", "GET"), ("/nowhere", "GET"), ("/about", "DELETE")])
def test_every_request_counts(hasty: FlaskClient, path: str, method: str) -> None:
    answers = [hasty.open(path, method=method) for _ in range(6)]
    assert 429 not in [answer.status_code for answer in answers[:5]]
    assert answers[5].status_code == 429
    assert 0 < int(answers[5].headers["Retry-After"]) <= 3600
    assert "Terlalu banyak permintaan" in answers[5].text


def test_files_of_the_look_and_health_do_not_count(hasty: FlaskClient) -> None:
    for path in ("/static/civic.css", "/healthz"):
        assert {hasty.get(path).status_code for _ in range(8)} == {200}


def test_another_address_is_not_held_up(hasty: FlaskClient) -> None:
    for _ in range(6):
        hasty.get("/about")
    assert hasty.get("/about", environ_base={"REMOTE_ADDR": "10.1.2.3"}).status_code == 200


def test_one_household_counts_as_one() -> None:
    assert neighbourhood("2001:db8:1:2::1") == neighbourhood("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert neighbourhood("2001:db8:1:3::1") != neighbourhood("2001:db8:1:2::1")
    assert neighbourhood("10.1.2.3") == "10.1.2.3"


def test_processes_count_together(tmp_path: Path) -> None:
    address = f"file://{tmp_path}/requests"
    code = (
        "import sys; from limits import parse; from civic.web.limits import SharedFile\n"
        "storage = SharedFile(sys.argv[1])\n"
        "for _ in range(500): storage.incr('somebody', 3600)"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, address]) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    assert SharedFile(address).get("somebody") == 1000


def test_a_new_window_starts_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limiter = FixedWindowRateLimiter(SharedFile(f"file://{tmp_path}/requests"))
    monkeypatch.setattr("civic.web.limits.time.time", lambda: 6_000.0)
    assert [limiter.hit(parse("2/minute"), "a") for _ in range(3)] == [True, True, False]
    monkeypatch.setattr("civic.web.limits.time.time", lambda: 6_060.0)
    assert limiter.hit(parse("2/minute"), "a")


@pytest.mark.parametrize(
    ("setting", "part"),
    [
        ({"request_limit": "many"}, "CIVIC_REQUEST_LIMIT is 'many'"),
        ({"ratelimit_storage": "carrier-pigeon://x"}, "CIVIC_RATELIMIT_STORAGE carrier-pigeon://x cannot be used"),
        ({"ratelimit_storage": "redis://:secret@127.0.0.1:1/0"}, "redis://127.0.0.1 does not answer"),
    ],
)
def test_a_wrong_setting_is_one_line(config: Config, setting: dict[str, str], part: str) -> None:
    with pytest.raises(ConfigError, match=r"^[^\n]+$") as caught:
        make_app(replace(config, **setting))
    assert part in str(caught.value)
    assert "secret" not in str(caught.value)
