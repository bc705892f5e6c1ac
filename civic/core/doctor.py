"""`civic doctor`: what is wrong with an installation, and how to mend it."""

from __future__ import annotations

import json
import shutil
import smtplib
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from civic.config import Config, ConfigError
from civic.core.backup import NOTE
from civic.core.db.modules import PART
from civic.core.db.types import utcnow
from civic.core.health import database_problem, look_at_tables, owed
from civic.core.jobs.models import JobRecord, WorkerBeat
from civic.core.search.queries import debts
from civic.extensions import db
from civic.modules import registry

LITTLE_BYTES, TOO_LITTLE_BYTES = 2_000_000_000, 200_000_000
BACKUP_AGE = timedelta(days=7)
CLOCK_S = 5


class Level(StrEnum):
    """How bad it is: fine, worth mending, or something does not work."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What one look has found; `mend` says how to mend it."""

    level: Level
    what: str
    mend: str = ""


Findings = Iterator[Finding]


def ok(what: str) -> Finding:
    return Finding(Level.OK, what)


def warn(what: str, mend: str) -> Finding:
    return Finding(Level.WARNING, what, mend)


def wrong(what: str, mend: str) -> Finding:
    return Finding(Level.WRONG, what, mend)


def examine(make_app: Callable[[Config], Flask], read_config: Callable[[], Config]) -> Findings:
    """Look at everything; what cannot be looked at after an earlier fault is left out."""
    try:
        config = read_config()
        app = make_app(config)
    except ConfigError as error:
        yield wrong(str(error), "Mend the setting; docs/configuration.md lists them all.")
        return
    yield ok("every setting can be read")
    yield from _address(config)
    yield from _home(config)
    with app.app_context():
        problem = database_problem()
        if problem:
            mend = "Run: civic db upgrade" if "migrations" in problem else "Check CIVIC_DATABASE_URL and the server."
            yield wrong(f"the database: {problem}", mend)
        else:
            look_at_tables()
            yield ok("the database answers and has all tables")
            yield from _clock(config)
            yield from _worker(config)
            yield from _search()
        yield from _modules()
        db.engine.dispose()
    yield from _mail(config)
    yield from _backup(config)


def _address(config: Config) -> Findings:
    secure = config.base_url.startswith("https://")
    if config.demo:
        yield warn("demonstration mode is on: everybody can read sign-in codes", "Unset CIVIC_DEMO on a real portal.")
    if not config.base_url and config.mail_url:
        yield warn(
            "mail is sent, but CIVIC_BASE_URL is not set: its links lead to this machine, where no reader is",
            "Set CIVIC_BASE_URL to the public address, such as https://suara.kota.go.id.",
        )
    elif not config.base_url:
        yield warn("CIVIC_BASE_URL is not set", "Set the public address, for links in mail and permanent addresses.")
    elif not secure and not _is_local(urlsplit(config.base_url).hostname or ""):
        yield warn(f"{config.base_url} is not encrypted", "Put a proxy with TLS before the portal: docs/serving.md.")
    else:
        yield ok(f"the portal's address is {config.base_url}")
    if secure and not config.trusted_proxies:
        yield wrong(
            "CIVIC_BASE_URL is https, but no proxy is trusted: all visitors count as one address",
            "Set CIVIC_TRUSTED_PROXIES to the number of proxies in front, usually 1.",
        )


def _is_local(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def _home(config: Config) -> Findings:
    mode = stat.S_IMODE(config.home.stat().st_mode)
    if mode & 0o077:
        yield warn(f"{config.home} can be read by others ({mode:03o})", f"Run: chmod 700 {config.home}")
    else:
        yield ok(f"{config.home} can be written, by its owner alone")
    free = shutil.disk_usage(config.home).free
    told = f"{free / 1e9:.1f} GB are free under {config.home}"
    if free < TOO_LITTLE_BYTES:
        yield wrong(told, "Make room: nothing can be saved when the disk is full.")
    elif free < LITTLE_BYTES:
        yield warn(told, "Make room before uploads and backups fill the disk.")
    else:
        yield ok(told)


def _modules() -> Findings:
    failures = list(registry().failures)
    for failure in failures:
        yield wrong(
            f"the module {failure.module} fails at {failure.part} since {failure.since:%Y-%m-%d %H:%M} UTC: "
            f"{failure.error}",
            "Run: civic db upgrade" if failure.part == PART else "Mend or remove the module.",
        )
    if not failures:
        yield ok("every module works")


def _clock(config: Config) -> Findings:
    yield ok(f"dates are shown in {config.time_zone}, where it is {_now_in(config):%d %B %Y %H:%M}")
    if not config.is_sqlite:
        with db.engine.connect() as connection:
            theirs = connection.scalar(text("SELECT extract(epoch FROM clock_timestamp())"))
        apart = abs(float(theirs or 0) - time.time())
        if apart > CLOCK_S:
            yield wrong(
                f"the clocks of this machine and the database are {apart:.0f} s apart", "Let both keep time by NTP."
            )


def _now_in(config: Config) -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(config.time_zone))


def _worker(config: Config) -> Findings:
    try:
        seen = db.session.scalar(select(func.max(WorkerBeat.seen_at)))
        failed = db.session.scalar(select(func.count()).select_from(JobRecord).where(JobRecord.state == "failed")) or 0
    except SQLAlchemyError as error:
        yield wrong(f"the jobs cannot be read ({type(error).__name__})", "Run: civic db upgrade")
        return
    if seen is None or utcnow() - seen > timedelta(seconds=config.worker_dead_s):
        last = f"since {seen:%Y-%m-%d %H:%M} UTC" if seen else "yet"
        yield wrong(f"no worker has been at work {last}", "Start one: civic serve does, or civic worker.")
    else:
        yield ok("a worker is at work")
    if failed:
        yield warn(f"{failed} jobs have failed for good", "Look at them under /admin and send them again.")


def _search() -> Findings:
    owing = debts()
    for kind, count in owing.items():
        yield warn(
            f"the search, {kind}: {owed(count)}", "Mend the module that they belong to, then run: civic search reindex"
        )
    if not owing:
        yield ok("everything that can be found is indexed")


def _mail(config: Config) -> Findings:
    if not config.mail_url:
        if not config.demo:
            yield wrong(
                f"CIVIC_MAIL_URL is not set: codes and notices land in {config.home / 'outbox'}",
                "Set it to the city's mail server: smtps://user:password@host",
            )
        return
    url = urlsplit(config.mail_url)
    secure = url.scheme == "smtps"
    try:
        connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
        with connect(url.hostname or "localhost", url.port or (465 if secure else 25), timeout=5) as server:
            server.ehlo()
            encrypted = secure or server.has_extn("starttls")
    except (OSError, smtplib.SMTPException) as error:
        yield wrong(
            f"the mail server {url.hostname} does not answer ({error})", "Check CIVIC_MAIL_URL and the firewall."
        )
        return
    if encrypted:
        yield ok(f"the mail server {url.hostname} answers")
    else:
        yield warn(
            f"the mail server {url.hostname} takes mail unencrypted", "Use smtps:// or one that offers STARTTLS."
        )


def _backup(config: Config) -> Findings:
    try:
        note = json.loads((config.home / NOTE).read_text())
        made_at = datetime.fromisoformat(note["made_at"])
    except (OSError, ValueError, KeyError):
        yield warn("there is no backup yet", "Make one every night: civic backup /backups/civic.tar.gz --force")
        return
    age = datetime.now(UTC) - made_at
    told = f"the last backup is {age.days} days old ({note['file']})"
    yield warn(told, "Make one every night.") if age > BACKUP_AGE else ok(told)
