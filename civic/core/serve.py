"""`civic serve`: web processes and workers as children of one command that restarts either.

The parent listens on the port and hands the socket down, so that nobody is refused while a web process is started
again. Should the parent be killed, the kernel ends its children with it.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import FrameType

import click

from civic.config import Config, ConfigError

STOP_AFTER_S = 8
RESTART_AFTER_S = 1.0
THREADS = 4
BACKLOG = 2048
PR_SET_PDEATHSIG = 1  # linux/prctl.h
BIN = Path(sys.executable).parent


def listen(config: Config) -> socket.socket:
    """The socket of the portal's port; raises ConfigError when somebody else has it."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.host, config.port))
    except OSError as error:
        listener.close()
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise ConfigError(f"Port {config.port} {reason}; choose another: PORT=8080 make run") from None
    return listener


def serve(config: Config, listener: socket.socket) -> None:
    """Run until SIGINT or SIGTERM; children that die are started again."""
    web = [sys.executable, "-m", "civic.core.web_server", str(listener.fileno()), str(THREADS)]
    commands = {f"web {slot}": web for slot in range(config.web_workers)} | {
        f"worker {slot}": [str(BIN / "civic"), "worker", "--slot", str(slot)] for slot in range(config.workers)
    }
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    shutil.rmtree(config.home / "cache", ignore_errors=True)  # made by the code that ran before
    with tempfile.TemporaryDirectory(prefix="civic-", dir=_memory_folder()) as shared:
        environ = _environment(config, shared)
        listener.listen(BACKLOG)
        children = {name: _start(command, environ, listener) for name, command in commands.items()}
        host = f"[{config.host}]" if ":" in config.host else config.host
        click.echo(f"\nCivic is ready at http://{host}:{listener.getsockname()[1]}  (Ctrl-C stops it)")
        try:
            while not stop.wait(RESTART_AFTER_S):
                for name, child in children.items():
                    if child.poll() is not None:
                        click.echo(f"civic: {name} ended with {child.returncode}; starting it again", err=True)
                        children[name] = _start(commands[name], environ, listener)
        finally:
            listener.close()
            _stop(list(children.values()))
    click.echo("Civic has stopped.")


def _memory_folder() -> str | None:
    """Where the children count together: in memory, so that a full disk stops nobody."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108


def _environment(config: Config, shared: str) -> dict[str, str]:
    """The children's environment: settings as resolved here, counters they share, no oversubscribed cores."""
    return os.environ | {
        "CIVIC_HOME": str(config.home),
        "PORT": str(config.port),
        "CIVIC_DEMO": "1" if config.demo else "0",
        "PROMETHEUS_MULTIPROC_DIR": shared,
        "CIVIC_RATELIMIT_STORAGE": (
            f"file://{shared}/requests" if config.ratelimit_storage == "memory://" else config.ratelimit_storage
        ),
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        "PYTHONUNBUFFERED": "1",
    }


def _start(command: list[str], environ: dict[str, str], listener: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own commands
        command,
        env=environ,
        pass_fds=(listener.fileno(),) if "civic.core.web_server" in command else (),
        # A group of its own: Ctrl-C reaches this process alone, which then stops its children in order.
        start_new_session=True,
        preexec_fn=functools.partial(_die_with, os.getpid()) if sys.platform == "linux" else None,  # noqa: PLW1509
    )


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent is gone: an orphan would keep the port."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    end = time.monotonic() + STOP_AFTER_S
    for child in children:
        try:
            child.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
