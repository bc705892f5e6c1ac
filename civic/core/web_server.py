"""One web process of `civic serve`: waitress on the socket that the parent listens on.

Waitress reads a request whole and sends an answer without a thread: a slow client costs a socket and a buffer, never
one of the threads that do the work. What it lacks is added here: time limits, a fair share of new connections among
the processes, and an end that finishes what is being answered.
"""

from __future__ import annotations

import logging
import resource
import signal
import socket
import sys
import time
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from civic import create_app
from civic.web.limits import MAX_HEADER_BYTES

GRACE_S = 30  # a request or an answer may take this long whatever its size …
LEAST_BYTES_A_SECOND = 1_000  # … and from then on has to move at least this fast
IDLE_S = 65  # how long a kept-alive connection waits; longer than the usual 60 s of a proxy
STOP_WITHIN_S = 5
SPARE_FILES = 200  # for the database, templates, uploads: the rest of the open files may be connections
MAX_CONNECTIONS = 10_000
ACCEPTED_AT_ONCE = 100


class Channel(HTTPChannel):  # type: ignore[misc, unused-ignore]
    """A connection that knows since when it waits for its client, and how much has come or gone since."""

    waits_since = 0.0
    moved_bytes = 0

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self._wait_anew()
        self.moved_bytes += len(data)
        return bool(super().received(data))

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent = int(super().send(data, do_close=do_close))
        self.moved_bytes += sent
        return sent

    def service(self) -> None:
        super().service()
        self._wait_anew()

    def _wait_anew(self) -> None:
        self.waits_since, self.moved_bytes = time.time(), 0

    def is_too_slow(self, now: float) -> bool:
        """Whether the client sends its request, or takes its answer, slower than we wait for."""
        if self.requests or not (self.request is not None or self.total_outbufs_len):
            return False
        return now - self.waits_since > GRACE_S + self.moved_bytes / LEAST_BYTES_A_SECOND


class Server(TcpWSGIServer):  # type: ignore[misc, unused-ignore]
    """A server that ends slow connections, and leaves new ones to its siblings while all its threads work."""

    channel_class = Channel

    def readable(self) -> bool:
        listens = bool(super().readable())  # first, since it also looks after the connections
        tasks = self.task_dispatcher
        return listens and len(tasks.queue) + tasks.active_count < self.adj.threads

    def handle_accept(self) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:  # nobody else waits
                return

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.is_too_slow(now):
                channel.will_close = True

    def is_answering(self) -> bool:
        return any(channel.requests or channel.total_outbufs_len for channel in list(self.active_channels.values()))


def run(listener: socket.socket, threads: int) -> None:
    """Serve until SIGTERM; then finish what is being answered, for some seconds at most."""
    logging.getLogger("waitress").setLevel(logging.ERROR)
    logging.getLogger("waitress.queue").setLevel(logging.CRITICAL)
    app = create_app()
    server = _make(app, listener, threads)
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        server.pull_trigger()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to pass on
    while not stopping:
        _turn(server)
    server.accepting = False
    end = time.monotonic() + STOP_WITHIN_S
    while server.is_answering() and time.monotonic() < end:
        _turn(server)


def _make(app: Any, listener: socket.socket, threads: int) -> Server:
    config = app.config["CIVIC"]
    adjustments = Adjustments(
        sockets=[listener],
        threads=threads,
        connection_limit=min(MAX_CONNECTIONS, _raise_file_limit() - SPARE_FILES),
        cleanup_interval=5,
        channel_timeout=IDLE_S,
        max_request_header_size=MAX_HEADER_BYTES,
        max_request_body_size=config.max_upload_mb * 1_000_000 + 1,
        clear_untrusted_proxy_headers=False,  # whether they are believed is CIVIC_TRUSTED_PROXIES's matter
        log_socket_errors=False,
        ident=None,
        backlog=2048,
    )
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    place = (listener.family, listener.type, listener.proto, listener.getsockname())
    return Server(app, {}, True, listener, dispatcher=dispatcher, adj=adjustments, sockinfo=place, bind_socket=False)


def _turn(server: Server) -> None:
    server.asyncore.loop(timeout=1, use_poll=True, map=server._map, count=1)


def _raise_file_limit() -> int:
    """Let this process open as many files as it may; returns how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + SPARE_FILES
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


if __name__ == "__main__":
    run(socket.socket(fileno=int(sys.argv[1])), threads=int(sys.argv[2]))
