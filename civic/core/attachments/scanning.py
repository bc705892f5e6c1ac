"""Asking a virus scanner about a file: clamd over its socket, or a command (setting CIVIC_VIRUS_SCANNER)."""

from __future__ import annotations

import shlex
import socket
import struct
import subprocess

import structlog
from flask_babel import gettext as _

from civic.config import settings
from civic.errors import Invalid

TIMEOUT_S = 20.0
CHUNK_BYTES = 1 << 16
INFECTED = 1  # what clamscan and its like exit with


class _Silent(Exception):
    """The scanner gave no answer."""


def scan(data: bytes, field: str) -> None:
    """Let a file through that the scanner finds clean, or any where the city has set none.

    Raises:
        Invalid: at `field`, for what it finds, and while it cannot answer: nothing is let through unseen.
    """
    scanner = settings().virus_scanner
    if not scanner:
        return
    try:
        clean = _by_clamd(scanner, data) if scanner.startswith("clamd:") else _by_command(scanner, data)
    except (OSError, subprocess.SubprocessError, ValueError, _Silent) as error:
        structlog.get_logger().error("virus_scanner_silent", error=type(error).__name__)
        raise Invalid(
            field, _("Files cannot be checked for viruses right now. Send your text without them, or try again later.")
        ) from None
    if not clean:
        raise Invalid(field, _("The virus scanner found something in this file."))


def _by_command(command: str, data: bytes) -> bool:
    words = shlex.split(command)
    done = subprocess.run(words, input=data, capture_output=True, timeout=TIMEOUT_S, check=False)  # noqa: S603 - the city's own
    if done.returncode not in (0, INFECTED):
        raise _Silent
    return done.returncode == 0


def _by_clamd(scanner: str, data: bytes) -> bool:
    """INSTREAM, as `man clamd` gives it: pieces with their length before them, an empty one at the end."""
    with _connected(scanner.removeprefix("clamd:")) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK_BYTES):
            piece = data[start : start + CHUNK_BYTES]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        answer = line.recv(4096)
    if b"FOUND" in answer:
        return False
    if b"OK" not in answer:
        raise _Silent
    return True


def _connected(place: str) -> socket.socket:
    if place.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(TIMEOUT_S)
        line.connect(place)
        return line
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), TIMEOUT_S)
