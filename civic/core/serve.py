"""`civic serve`: web processes and workers as children of one command that restarts either."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

import click

from civic.config import Config, ConfigError

STOP_AFTER_S = 8
RESTART_AFTER_S = 1.0
BIN = Path(sys.executable).parent


def check_port(config: Config) -> None:
    """Raise ConfigError when somebody else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            reason = "is in use" if error.errno == 98 else f"cannot be used ({error.strerror})"
            raise ConfigError(f"Port {config.port} {reason}; choose another: PORT=8080 make run") from None


def serve(config: Config) -> None:
    """Run until SIGINT or SIGTERM; children that die are started again."""
    commands = {"web": _web(config)} | {
        f"worker {slot}": [str(BIN / "civic"), "worker", "--slot", str(slot)] for slot in range(config.workers)
    }
    environ = _environment(config)
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    children = {name: _start(command, environ) for name, command in commands.items()}
    click.echo(f"\nCivic is ready at http://{config.host}:{config.port}  (Ctrl-C stops it)")
    try:
        while not stop.wait(RESTART_AFTER_S):
            for name, child in children.items():
                if child.poll() is not None:
                    click.echo(f"civic: {name} ended with {child.returncode}; starting it again", err=True)
                    children[name] = _start(commands[name], environ)
    finally:
        _stop(list(children.values()))
        click.echo("Civic has stopped.")


def _web(config: Config) -> list[str]:
    return [
        str(BIN / "gunicorn"),
        *("--workers", str(config.web_workers), "--worker-class", "gthread", "--threads", "4"),
        *("--bind", f"{config.host}:{config.port}", "--graceful-timeout", "5", "--timeout", "60"),
        *("--log-level", "warning", "--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"),  # noqa: S108
        *("--chdir", str(Path(__file__).parents[2])),
        "wsgi:app",
    ]


def _environment(config: Config) -> dict[str, str]:
    """The children's environment: settings as resolved here, shared metrics, no oversubscribed cores."""
    metrics = config.home / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(parents=True)
    return os.environ | {
        "CIVIC_HOME": str(config.home),
        "PORT": str(config.port),
        "CIVIC_DEMO": "1" if config.demo else "0",
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        "PYTHONUNBUFFERED": "1",
    }


def _start(command: list[str], environ: dict[str, str]) -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches this process alone, which then stops its children in order.
    return subprocess.Popen(command, env=environ, start_new_session=True)  # noqa: S603 - our own commands


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
