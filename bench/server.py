"""A gunicorn under measurement, and how much CPU its workers spend."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running gunicorn: its port and master process."""

    port: int
    pid: int

    def cpu_s(self) -> float:
        """CPU seconds (user and system) that the workers have used so far."""
        total = 0
        for pid in _children(self.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total * TICK_S

    def peak_mib(self) -> float:
        """The largest resident memory that any of the workers has had so far."""
        return max(
            int(Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
            for pid in _children(self.pid)
        )

    def cpu_ms_per_request(self, path: str, headers: Mapping[str, str], seconds: float = 4.0) -> tuple[float, int]:
        """Mean CPU milliseconds of one GET over a kept connection, and the status that came back."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

        def ask() -> int:
            connection.request("GET", path, headers=dict(headers))
            response = connection.getresponse()
            response.read()
            return response.status

        for _ in range(5):  # templates compiled, caches filled
            status = ask()
        count, before, end = 0, self.cpu_s(), time.monotonic() + seconds
        while time.monotonic() < end:
            ask()
            count += 1
        return (self.cpu_s() - before) * 1000 / count, status


@contextlib.contextmanager
def serve(target: str, environ: Mapping[str, str], workers: int = 1) -> Iterator[Server]:
    """Run `target` under gunicorn as `civic serve` does, with the given additions to the environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        *("-w", str(workers), "-k", "gthread", "--threads", "4"),
        *("-b", f"127.0.0.1:{port}", "--log-level", "error", target),
    ]
    process = subprocess.Popen(command, env=os.environ | dict(environ), stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        time.sleep(0.1)
    raise RuntimeError("the server under measurement did not start")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
