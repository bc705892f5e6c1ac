"""The doctor names what does not work, and the way to mend it."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from civic import create_app
from civic.config import Config, ConfigError
from civic.core import doctor
from civic.core.backup import back_up
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.doctor import Finding, Level, examine
from civic.core.jobs.models import JobRecord, WorkerBeat
from civic.extensions import db
from tests.helpers import civic


def findings(config: Config, **changes: object) -> dict[str, Finding]:
    return {f.what: f for f in examine(create_app, lambda: replace(config, **changes))}  # type: ignore[arg-type]


def found(config: Config, part: str, **changes: object) -> Finding:
    (one,) = [finding for what, finding in findings(config, **changes).items() if part in what]
    return one


@pytest.mark.parametrize(
    ("changes", "part", "level"),
    [
        ({}, "CIVIC_BASE_URL is not set", Level.WARNING),
        ({"mail_url": "smtp://127.0.0.1:1"}, "mail is sent, but CIVIC_BASE_URL is not set", Level.WARNING),
        ({"base_url": "http://suara.example"}, "is not encrypted", Level.WARNING),
        ({"base_url": "https://suara.example"}, "no proxy is trusted", Level.WRONG),
        ({"base_url": "https://suara.example", "trusted_proxies": 1}, "the portal's address is https", Level.OK),
        ({"base_url": "http://127.0.0.1:8000"}, "the portal's address is http", Level.OK),
        ({"demo": True}, "demonstration mode is on", Level.WARNING),
        ({}, "CIVIC_MAIL_URL is not set", Level.WRONG),
        ({}, "no worker has been at work yet", Level.WRONG),
        ({}, "there is no backup yet", Level.WARNING),
        ({}, "the database answers and has all tables", Level.OK),
        ({}, "by its owner alone", Level.OK),
        ({"mail_url": "smtp://127.0.0.1:1"}, "the mail server 127.0.0.1 does not answer", Level.WRONG),
    ],
)
def test_each_fault_is_named(app: Flask, config: Config, changes: dict[str, object], part: str, level: Level) -> None:
    finding = found(config, part, **changes)
    assert finding.level is level
    assert bool(finding.mend) is (level is not Level.OK)


def test_a_portal_in_order_has_nothing_wrong(app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        db.session.add(WorkerBeat(executor_id="here-0", seen_at=utcnow()))
    back_up(config, config.home / "backup.tar", replace=False)
    monkeypatch.setattr(doctor, "_mail", lambda _config: iter(()))
    good = {"base_url": "https://suara.example", "trusted_proxies": 1}
    assert [f.what for f in findings(config, **good).values() if f.level is not Level.OK] == []


def test_a_full_disk_is_told(app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, level in (("LITTLE_BYTES", Level.WARNING), ("TOO_LITTLE_BYTES", Level.WRONG)):
        monkeypatch.setattr(doctor, limit, 10**18)
        assert found(config, "GB are free").level is level


def test_an_open_home_is_told(app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Config, "_close_to_others", lambda self: None)
    config.home.chmod(0o755)
    assert "chmod 700" in found(config, "can be read by others (755)").mend


def test_jobs_that_failed_for_good_are_counted(app: Flask, config: Config) -> None:
    with transaction():
        db.session.add(JobRecord(id="1", name="x", arguments={}, state="failed"))
    assert found(config, "1 jobs have failed").level is Level.WARNING


def test_a_database_that_is_away_is_one_finding(config: Config) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://x@127.0.0.1:{nobody.getsockname()[1]}/x"
        finding = found(config, "the database: does not answer", database_url=url)
    assert finding.level is Level.WRONG


def test_the_command_says_it_and_ends_with_2(tmp_path: Path) -> None:
    assert civic(tmp_path, "db", "upgrade").exit_code == 0
    done = civic(tmp_path, "doctor")
    assert done.exit_code == 2
    assert "CIVIC_MAIL_URL is not set" in done.stdout
    assert "-> Start one: civic serve does" in done.stdout
    assert done.stderr.strip() == "civic: 2 things do not work; see above."


@pytest.mark.parametrize(
    ("environ", "part"),
    [
        ({"CIVIC_SECRET_KEY": "x"}, "CIVIC_SECRET_KEY has 1 characters"),
        ({"CIVIC_TESTING": "1"}, "CIVIC_TESTING is for the test suite"),
        ({"CIVIC_DEMO": "1", "CIVIC_BASE_URL": "https://suara.example"}, "CIVIC_DEMO shows sign-in codes"),
        ({"CIVIC_HOME": "/proc/nowhere"}, "cannot be written"),
    ],
)
def test_what_cannot_be_served_is_the_only_finding(environ: dict[str, str], part: str) -> None:
    (only,) = examine(create_app, lambda: Config.from_env(environ))
    assert part in only.what
    assert only.level is Level.WRONG


def test_unsafe_settings_are_refused() -> None:
    with pytest.raises(ConfigError, match="openssl rand"):
        Config.from_env({"CIVIC_SECRET_KEY": "x" * 31})
    assert Config.from_env({"CIVIC_SECRET_KEY": "x" * 32}).secret_key


def test_serve_ends_in_one_line_where_counters_cannot_be_reached(tmp_path: Path) -> None:
    assert civic(tmp_path, "db", "upgrade").exit_code == 0
    done = civic(tmp_path, "serve", CIVIC_RATELIMIT_STORAGE="redis://127.0.0.1:1/0", PORT="0")
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "CIVIC_RATELIMIT_STORAGE" in done.stderr
