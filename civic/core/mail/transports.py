"""Where messages go: a real SMTP server by settings, else the outbox folder.

A message to a mobile number needs an SMS provider, of which none is built in: it always lands in the
outbox, from which a city's own provider can fetch it.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from pathlib import Path
from urllib.parse import unquote, urlsplit

from civic.config import Config


@dataclass(frozen=True)
class Message:
    """A message as the outbox shows it."""

    name: str
    to: str
    subject: str
    body: str
    sent_at: datetime


def deliver(
    config: Config,
    message_id: str,
    to: str,
    subject: str,
    body: str,
    headers: Mapping[str, str] | None = None,
    html: str = "",
) -> None:
    """Send one message, with `html` as multipart/alternative.

    Raises:
        OSError, smtplib.SMTPException: it could not be handed over.
    """
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = config.mail_from, to, subject
    message["Message-ID"] = f"<{message_id}@{urlsplit(config.base_url).hostname or 'civic.localhost'}>"
    message["Date"] = datetime.now(UTC)
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    if config.mail_url and "@" in to:
        _by_smtp(config.mail_url, message, config.mail_timeout_s)
    else:
        _to_outbox(config.home / "outbox", message_id, message)


def outbox(config: Config, limit: int = 50) -> list[Message]:
    """The newest messages of the outbox folder."""
    folder = config.home / "outbox"
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [_read(path) for path in paths[:limit]]


def _by_smtp(address: str, message: EmailMessage, timeout_s: float) -> None:
    url = urlsplit(address)
    host, secure = url.hostname or "localhost", url.scheme == "smtps"
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if secure:
        server = smtplib.SMTP_SSL(host, url.port or 465, timeout=timeout_s, context=context)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=timeout_s)
    with contextlib.closing(server):
        if not secure and server.has_extn("starttls"):
            server.starttls(context=context)
        elif not secure and url.username:
            raise smtplib.SMTPNotSupportedError("the server offers no STARTTLS: the password is not sent in clear")
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
        # The server has it: whatever it says to the farewell, the message is not sent again.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()


def _to_outbox(folder: Path, message_id: str, message: EmailMessage) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    partial = folder / f"{message_id}.part"
    partial.write_bytes(message.as_bytes())
    partial.rename(folder / f"{message_id}.eml")


def _read(path: Path) -> Message:
    message = BytesParser(policy=default).parsebytes(path.read_bytes())
    assert isinstance(message, EmailMessage)
    plain = message.get_body(("plain",))
    return Message(
        path.stem,
        str(message["To"]),
        str(message["Subject"]),
        plain.get_content() if plain else "",
        datetime.fromtimestamp(path.stat().st_mtime, UTC),
    )
