"""Messages reach a real SMTP server, or the outbox folder."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from smtplib import SMTPNotSupportedError
from typing import Any
from unittest.mock import MagicMock

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from civic.config import Config
from civic.core import jobs
from civic.core.accounts.actions import send_code
from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.jobs.models import JobRecord
from civic.core.mail.transports import deliver, outbox
from civic.extensions import db
from tests.conftest import make_app


class Inbox:
    """What the server took."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        self.messages.append(envelope)
        return "250 OK"


@pytest.fixture
def smtp() -> Iterator[Controller]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Inbox(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


def test_mail_goes_to_the_server_of_the_settings(config: Config, smtp: Controller) -> None:
    port = smtp.server.sockets[0].getsockname()[1]
    deliver(
        replace(config, mail_url=f"smtp://127.0.0.1:{port}"), "id1", "siti@contoh.example", "Kode ✓", "Isi – pesan\n"
    )
    envelope = smtp.handler.messages[0]
    assert envelope.rcpt_tos == ["siti@contoh.example"]
    assert b"id1@" in envelope.content


def test_without_a_server_messages_land_in_the_outbox_once(config: Config) -> None:
    for _ in range(2):
        deliver(config, "id1", "siti@contoh.example", "Kode", "Kode Anda 123456\n")
    assert [(m.to, m.subject, "123456" in m.body) for m in outbox(config)] == [("siti@contoh.example", "Kode", True)]


def test_the_outbox_is_shown_in_demonstration_mode_only(config: Config) -> None:
    deliver(config, "id1", "siti@contoh.example", "Kode", "Kode Anda 123456\n")
    assert make_app(config).test_client().get("/dev/outbox").status_code == 404
    page = make_app(replace(config, demo=True)).test_client().get("/dev/outbox")
    assert "Kode Anda 123456" in page.text


def test_the_job_delivers(config: Config) -> None:
    app = make_app(config)
    with app.app_context():
        result = jobs.run_here("mail.send", {"to": "+6281234567890", "subject": "Kode", "body": "123456"})
    assert result.state is jobs.JobState.DONE
    assert outbox(config)[0].to == "+6281234567890"


def test_a_password_is_not_sent_to_a_server_without_tls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    server = MagicMock()
    server.has_extn.return_value = False
    monkeypatch.setattr("civic.core.mail.transports.smtplib.SMTP", lambda *_args, **_options: server)
    config = Config(home=tmp_path, mail_url="smtp://portal:rahasia@mail.example")
    with pytest.raises(SMTPNotSupportedError):
        deliver(config, "1", "sari@contoh.example", "Kode", "123456")
    server.login.assert_not_called()
    server.send_message.assert_not_called()


@pytest.mark.usefixtures("app")
def test_a_message_that_lapsed_is_neither_sent_nor_kept(config: Config) -> None:
    late = {"not_after": (utcnow() - timedelta(seconds=1)).isoformat()}
    message = {"to": "siti@contoh.example", "subject": "Kode", "body": "Kode Anda 123456"}
    result = jobs.run_here("mail.send", message | late)
    assert (result.state, result.percent, result.error) == (jobs.JobState.FAILED, 0, "Lapsed")
    assert outbox(config) == []
    assert db.session.scalars(select(JobRecord.arguments)).all() == [{}]
    assert jobs.run_here("mail.send", {}).error == "Lapsed"  # tried again by hand


@pytest.mark.usefixtures("app")
def test_a_code_is_sent_only_while_it_is_good() -> None:
    with transaction():
        send_code("siti@contoh.example", "123456", "")
    until = datetime.fromisoformat(db.session.scalars(select(JobRecord.arguments)).one()["not_after"])
    assert timedelta(minutes=14) < until - utcnow() <= timedelta(minutes=15)
