"""`civic serve` under slow clients, killed parents and stops in the middle."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import CIVIC
from tests.core.slow_clients import attack
from tests.helpers import civic, wait_until

Serve = Callable[..., "tuple[subprocess.Popen[bytes], int]"]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start `civic serve` on a free port, without workers; what still runs at the end is killed."""
    assert civic(tmp_path, "db", "upgrade").exit_code == 0
    running: list[subprocess.Popen[bytes]] = []

    def start(port: int | None = None, **environ: str) -> tuple[subprocess.Popen[bytes], int]:
        port = port or free_port()
        settings = {"CIVIC_HOME": str(tmp_path), "PORT": str(port), "CIVIC_WORKERS": "0", "CIVIC_LOG_LEVEL": "ERROR"}
        with (tmp_path / "serve.log").open("a") as log:
            process = subprocess.Popen([CIVIC, "serve"], env=os.environ | settings | environ, stdout=log, stderr=log)
        running.append(process)
        wait_until(lambda: answer_time_s(port) is not None, 60, "the portal answers")
        return process, port

    yield start
    for process in running:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer_time_s(port: int, path: str = "/healthz") -> float | None:
    """Seconds until a request on a new connection is answered; None when it is not."""
    started = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return time.monotonic() - started if response.status == 200 else None
    except OSError:
        return None
    finally:
        connection.close()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_thousand_slow_clients_of_each_sort_leave_others_under_a_second(serve: Serve) -> None:
    _process, port = serve(CIVIC_REQUEST_LIMIT="1000000/minute")
    for _ in range(10):
        answer_time_s(port, "/")
    with attack(port, each=1000) as crowd:
        times = [answer_time_s(port, "/") for _ in range(20)]
        assert len(crowd.headers) == len(crowd.bodies) == 1000
    assert None not in times
    assert max(t for t in times if t is not None) < 1


def test_a_killed_parent_leaves_no_orphans_and_a_new_one_starts_at_once(serve: Serve) -> None:
    process, port = serve()
    orphans = children(process.pid)
    assert orphans
    process.kill()
    process.wait()
    wait_until(lambda: not any(Path(f"/proc/{pid}/fd").exists() for pid in orphans), 3, "the children are gone")
    _second, same_port = serve(port)
    assert answer_time_s(same_port) is not None


def test_nobody_is_refused_while_a_web_process_is_started_again(serve: Serve) -> None:
    process, port = serve(CIVIC_WEB_WORKERS="1")
    (child,) = children(process.pid)
    os.kill(child, signal.SIGKILL)
    assert answer_time_s(port) is not None


def test_a_stop_finishes_what_a_client_is_sending_for(serve: Serve) -> None:
    """An answer whose reader is slow still goes out whole when the portal is told to stop."""
    process, port = serve(CIVIC_WEB_WORKERS="1")
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", port))
        reader.sendall(b"GET /static/civic.css HTTP/1.0\r\nHost: x\r\n\r\n")
        received = reader.recv(1)
        process.terminate()
        time.sleep(0.5)
        while chunk := reader.recv(65536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    assert len(body) == int(length.split(b":")[1])
    assert process.wait(10) == 0


def test_what_the_portal_keeps_is_its_own_alone(serve: Serve, tmp_path: Path) -> None:
    serve()
    assert stat.S_IMODE((tmp_path / "civic.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_body_that_is_too_large_is_refused_before_it_is_read(serve: Serve) -> None:
    _process, port = serve(CIVIC_MAX_UPLOAD_MB="1")
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"POST /account/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\n\r\nabc")
        assert client.recv(100).startswith(b"HTTP/1.1 413")


def test_headers_beyond_the_limit_are_refused(serve: Serve) -> None:
    _process, port = serve()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Long: " + b"a" * 40_000 + b"\r\n\r\n")
        assert b" 431 " in client.recv(100)
