"""Commands and `civic serve` as whoever runs a portal meets them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import Result

from civic import create_app
from civic.config import Config
from civic.core.accounts.models import Credential
from civic.core.accounts.passwords import verify_password
from civic.extensions import db
from tests.conftest import ROOT
from tests.factories import make_comment, make_consultation, make_process
from tests.helpers import civic, wait_until

CIVIC = str(Path(sys.executable).parent / "civic")


def one_line(done: Result) -> str:
    assert done.exit_code == 2, done
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert civic(tmp_path, "db", "upgrade").exit_code == 0
    return tmp_path


def test_an_administrator_is_made_from_the_command_line(home: Path) -> None:
    arguments = ("user", "create", "admin@kota.example", "--role", "administrator", "--password-stdin")
    assert "can sign in" in civic(home, *arguments, stdin="tiga kata rahasia\n").stdout
    assert "account with this contact" in one_line(
        civic(home, *arguments, stdin="tiga kata rahasia\n", CIVIC_DEFAULT_LOCALE="en")
    )
    assert "10" in one_line(civic(home, *arguments[:2], "b@kota.example", *arguments[3:], stdin="x\n"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_password_file_from_windows_holds_the_password_alone(home: Path, encoding: str) -> None:
    arguments = ("user", "create", "cr@kota.example", "--role", "resident", "--password-stdin")
    assert "can sign in" in civic(home, *arguments, stdin="sandi panjang sekalé\r\n".encode(encoding)).stdout
    app = create_app(Config(home=home))
    with app.app_context():
        assert verify_password(db.session.query(Credential).one().secret, "sandi panjang sekalé")
        db.engine.dispose()


def test_a_password_file_that_is_no_text_is_refused(home: Path) -> None:
    arguments = ("user", "create", "cr@kota.example", "--role", "resident", "--password-stdin")
    assert "UTF-8" in one_line(civic(home, *arguments, stdin=b"sandi panjang sekal\xe9\n"))


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("user", "create", "a@b.example", "--role", "drafter", "--agency", "none", "--password-stdin"), "'none'"),
        (("user", "create", "a@b.example", "--role", "king", "--password-stdin"), "king"),
        (("consultation", "import", "none", "x.csv"), "there is no consultation 'none'"),
        (("consultation", "analyse", "none"), "there is no consultation 'none'"),
        (("process", "analyse", "none"), "there is no process 'none'"),
        (("summary", "publish", "none"), "there is no consultation 'none'"),
        (("dataset", "import", "x.csv", "--slug", "x", "--title", "X"), "there are 0 agencies"),
        (("nonsense",), "nonsense"),
        (("serve", "--port", "99999"), "99999"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(home: Path, arguments: tuple[str, ...], part: str) -> None:
    assert part in one_line(civic(home, *arguments, stdin="tiga kata rahasia\n"))


def test_a_whole_process_is_analysed_from_the_command_line(home: Path) -> None:
    app = create_app(Config(home=home))
    with app.app_context():
        process = make_process(slug="kota")
        for subject in ("Lampu jalan mati di gang", "Trotoar rusak dan berlubang"):
            activity = make_consultation(process)
            for number in range(8):
                make_comment(activity, body=f"{subject} {number}")
        db.session.remove()
        db.engine.dispose()
    assert "is queued" in civic(home, "process", "analyse", "kota").stdout
    assert "themes of 16 comments" in civic(home, "process", "analyse", "kota", "--themes", 2, "--wait").stdout
    assert "many" in one_line(civic(home, "process", "analyse", "kota", "--themes", "many"))


@pytest.mark.parametrize(
    ("environ", "part"),
    [
        ({"PORT": "eighty"}, "PORT is 'eighty'"),
        ({"CIVIC_HOME": "/proc/nowhere"}, "CIVIC_HOME /proc/nowhere cannot be written"),
        ({"CIVIC_DATABASE_URL": "mysql://x"}, "CIVIC_DATABASE_URL must start"),
        ({"CIVIC_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, "The database does not answer"),
    ],
)
def test_a_wrong_setting_is_named_at_start(tmp_path: Path, environ: dict[str, str], part: str) -> None:
    assert part in one_line(civic(tmp_path, "serve", "--upgrade", **environ))


def test_a_busy_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert f"Port {port} is in use" in one_line(civic(tmp_path, "serve", PORT=port))


def test_serve_restarts_what_dies_and_stops_cleanly(home: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = os.environ | {"CIVIC_HOME": str(home), "PORT": str(port), "CIVIC_WEB_WORKERS": "1"}
    server = subprocess.Popen(
        [CIVIC, "serve"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        wait_until(lambda: alive(port))
        first = children(server.pid)
        assert len(first) == 2
        for pid in first:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: len(set(children(server.pid)) - set(first)) == 2 and alive(port))
    finally:
        started = time.monotonic()
        server.send_signal(signal.SIGINT)
        output = server.communicate(timeout=20)[0]
    assert server.returncode == 0
    assert time.monotonic() - started < 12
    assert "Traceback" not in output
    assert "Civic has stopped." in output


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(port: int) -> bool:
    try:
        return urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).status == 200
    except OSError:
        return False


def test_the_installed_command_runs(tmp_path: Path) -> None:
    done = subprocess.run([CIVIC, "--version"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("civic, version")


def test_an_old_python_is_told_so() -> None:
    source = (ROOT / "tools" / "install.py").read_text()
    fake = f"import sys; sys.version_info = (3, 9, 1); sys.argv = ['install.py', 'v', 'l']; exec({source!r})"
    done = subprocess.run([sys.executable, "-c", fake], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "needs Python 3.11 or newer; this is 3.9" in done.stderr


@pytest.mark.parametrize(
    "command", ["serve", "worker", "db", "demo", "user", "consultation", "process", "analyse", "dataset", "summary"]
)
def test_every_command_has_help(command: str, tmp_path: Path) -> None:
    assert civic(tmp_path, command, "--help").exit_code == 0
