"""A mail server that is away, hangs, refuses and breaks off, met by a real worker: the message arrives once."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from civic.core.db.transactions import transaction
from civic.core.jobs.models import JobRecord
from civic.core.mail import send
from civic.extensions import db
from tests.conftest import Start
from tests.core.test_serve import free_port
from tests.helpers import wait_until

TROUBLES = ("silent", "busy", "refuses", "breaks off", "no farewell")


class Troubled(socketserver.ThreadingTCPServer):
    """Each connection meets the next trouble; the last one takes the message, and is rude afterwards."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int) -> None:
        self.troubles, self.taken, self.end = list(TROUBLES), [], threading.Event()
        super().__init__(("127.0.0.1", port), Talk)


class Talk(socketserver.StreamRequestHandler):
    server: Troubled

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        trouble = self.server.troubles.pop(0) if self.server.troubles else ""
        if trouble == "silent":
            self.server.end.wait()
            return
        self.say("220 mail.example")
        for line in self.rfile:
            verb = line[:4].upper().strip()
            if verb == b"RCPT" and trouble in ("busy", "refuses"):
                self.say("451 later" if trouble == "busy" else "550 no such mailbox")
            elif verb == b"DATA":
                self.say("354 go on")
                if not self.message(trouble):
                    return
                self.say("250 taken")
            elif verb == b"QUIT":
                self.say("421 too busy to say goodbye" if trouble == "no farewell" else "221 bye")
                return
            else:
                self.say("250 well")

    def message(self, trouble: str) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
            if trouble == "breaks off":
                return False
        self.server.taken.append(b"".join(lines))
        return True


@contextmanager
def troubled(port: int) -> Iterator[Troubled]:
    with Troubled(port) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.end.set()
        server.shutdown()


def job(job_id: str) -> JobRecord:
    db.session.rollback()
    return db.session.get_one(JobRecord, job_id)


def test_a_message_outlives_every_trouble_of_its_server_and_arrives_once(app: Flask, start: Start) -> None:
    port = free_port()
    with transaction():
        job_id = send("siti@contoh.example", "Tanggapan Anda", "Isi pesan")
    start(CIVIC_MAIL_URL=f"smtp://127.0.0.1:{port}", CIVIC_MAIL_TIMEOUT_S="1", CIVIC_JOB_RETRY_S="0.05")
    wait_until(lambda: job(job_id).failures >= 1, what="nobody listens")
    with troubled(port) as server:
        wait_until(lambda: job(job_id).state in ("done", "failed"), what="the message is sent")
    assert (job(job_id).state, server.troubles, len(server.taken)) == ("done", [], 1)
    assert f"<{job_id}@".encode() in server.taken[0]
