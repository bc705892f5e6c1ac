"""What a command costs: seconds on the clock and on the processor, and the memory of it and all it starts."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.themes.corpora import ROOT
from bench.themes.runs import RunFailed

SAMPLE_S = 0.25
KIB = 1024


@dataclass(frozen=True)
class Cost:
    """The price of one command, children included.

    Attributes:
        seconds: on the clock.
        cpu_seconds: user and system, of all its processes.
        peak_mib: largest proportional memory (PSS) of all its processes together at one moment, MiB; where the
            system does not tell it (not Linux), the largest resident memory of the first process.
    """

    seconds: float
    cpu_seconds: float
    peak_mib: float


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end.

    Raises:
        RunFailed: it ended with an error; the message is its last line.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | dict(environment or {}),
    )
    watch = _Watch(process.pid)
    watch.start()
    assert process.stderr is not None
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    watch.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise RunFailed((complaint.strip().splitlines() or ["it ended without a word"])[-1])
    peak_kib = max(watch.peak_kib, 0 if watch.peak_kib else usage.ru_maxrss)
    return Cost(seconds, usage.ru_utime + usage.ru_stime, peak_kib / KIB)


class _Watch(threading.Thread):
    """Looks at the memory of a process and its descendants a few times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak_kib = 0
        self._pid = pid
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(SAMPLE_S):
            self.peak_kib = max(self.peak_kib, sum(map(_pss_kib, _family(self._pid))))

    def stop(self) -> None:
        self._over.set()
        self.join()


def _family(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        each = waiting.pop()
        found.append(each)
        for path in Path(f"/proc/{each}/task").glob("*/children"):
            waiting += [int(child) for child in _text(path).split()]
    return found


def _pss_kib(pid: int) -> int:
    # Proportional: pages that processes share are counted once, not once for each.
    lines = _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process is gone
        return ""
