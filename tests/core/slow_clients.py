"""Slow clients in numbers: they send headers or a body a byte at a time, or hardly read their answer."""

from __future__ import annotations

import contextlib
import resource
import socket
import threading
import time
from collections.abc import Iterator

STATIC = "/static/civic.css"


class Attack(threading.Thread):
    """`each` sockets of each of the three sorts, kept busy until the block is left."""

    def __init__(self, port: int, each: int) -> None:
        super().__init__(daemon=True)
        self.port, self.each = port, each
        self.headers: list[socket.socket] = []
        self.bodies: list[socket.socket] = []
        self.readers: list[socket.socket] = []
        self.under_way = threading.Event()
        self.over = threading.Event()

    @property
    def lost(self) -> int:
        """How many connections the server has refused or ended."""
        return 3 * self.each - len(self.headers) - len(self.bodies) - len(self.readers)

    def run(self) -> None:
        head = "Host: x\r\nUser-Agent: slow\r\n"
        body = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nbody="
        for _ in range(self.each):
            self._open(self.headers, f"GET / HTTP/1.1\r\n{head}")
            self._open(self.bodies, f"POST /account/sign-in HTTP/1.1\r\n{head}{body}")
            self._open(self.readers, f"GET {STATIC} HTTP/1.1\r\n{head}\r\n", receive_buffer=2048)
        self.under_way.set()
        while not self.over.wait(1):
            self.headers = [s for s in self.headers if self._send(s, b"X-Slow: 1\r\n")]
            self.bodies = [s for s in self.bodies if self._send(s, b"a")]
            self.readers = [s for s in self.readers if self._read(s)]
        for one in (*self.headers, *self.bodies, *self.readers):
            one.close()

    def _open(self, kept: list[socket.socket], text: str, receive_buffer: int = 0) -> None:
        one = socket.socket()
        if receive_buffer:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        one.settimeout(10)
        with contextlib.suppress(OSError):
            one.connect(("127.0.0.1", self.port))
            one.sendall(text.encode())
            one.setblocking(False)
            kept.append(one)

    def _send(self, one: socket.socket, data: bytes) -> bool:
        try:
            one.send(data)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True

    def _read(self, one: socket.socket) -> bool:
        try:
            return bool(one.recv(1))
        except BlockingIOError:
            return True
        except OSError:
            return False


@contextlib.contextmanager
def attack(port: int, each: int) -> Iterator[Attack]:
    """An attack under way, all its sockets open."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 3 * each + 500
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    crowd = Attack(port, each)
    crowd.start()
    try:
        assert crowd.under_way.wait(120), "the attack did not get under way"
        time.sleep(2)
        yield crowd
    finally:
        crowd.over.set()
        crowd.join(30)
