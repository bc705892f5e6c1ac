"""Which test runs which lines: asked once of each file of tests, and again when it has changed.

When the code has changed since, its lines are followed to where they stand now; `rm -r .mutants` asks everybody anew.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from types import FrameType
from typing import Any

import pytest

from tools.mutants.children import forked, run_tests
from tools.mutants.places import ROOT, Mutant

KEPT = ROOT / ".mutants"
LEFT_OUT = ("tests/e2e/", "tests/analysis/", "tests/tabular/")  # they drive a browser, or know nothing of the portal
ENOUGH_S = 60.0


@dataclass
class Test:
    """A test that passes on the code as it is, the seconds that it takes and the lines that it runs."""

    name: str
    duration_s: float
    lines: dict[str, set[int]] = field(default_factory=dict)

    def closeness(self, file: str) -> float:
        """How much it is about this file for its time: much of the file is run, and little else; four times by name."""
        part = len(self.lines[file]) ** 2 / sum(map(len, self.lines.values()))
        _, package, *_, name = file.split("/")
        is_namesake = self.name.startswith(f"tests/{package}/") and f"/test_{name}::" in self.name
        return part / max(self.duration_s, 0.05) * (4 if is_namesake else 1)


class Recorder:
    """A plugin that watches the tests of one file."""

    def __init__(self, files: Sequence[str]) -> None:
        self.files = {str(ROOT / file): file for file in files}
        self.tests: list[Test] = []
        self.lines: dict[str, set[int]] = {}
        self.failed: list[str] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.lines = {}
        begin = time.process_time()
        sys.settrace(self._call)
        threading.settrace(self._call)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            if self.lines and item.nodeid not in self.failed:
                self.tests.append(Test(item.nodeid, round(time.process_time() - begin, 2), self.lines))

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def _call(self, frame: FrameType, _what: str, _argument: Any) -> Any:
        file = self.files.get(frame.f_code.co_filename)
        if file is None:
            return None
        lines = self.lines.setdefault(file, set())

        def line(frame: FrameType, _what: str, _argument: Any) -> Any:
            lines.add(frame.f_lineno)
            return line

        return line(frame, "", None)


def reach(files: Sequence[str]) -> list[Test]:
    """Every test that runs a line of these files."""
    KEPT.mkdir(exist_ok=True)
    paths = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("tests/**/test_*.py"))]
    paths = [path for path in paths if not path.startswith(LEFT_OUT)]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda path: _of_tests(path, files), paths))
    return [test for tests in found for test in tests]


def choose(mutant: Mutant, tests: Sequence[Test], killers: Sequence[str]) -> list[str]:
    """The tests that run the broken place: those that noticed others of its file, then those closest to it."""
    lines = set(mutant.lines)
    file = mutant.file
    near = [test for test in tests if file in test.lines and (not mutant.is_in_function or lines & test.lines[file])]
    near.sort(key=lambda test: (test.name not in killers, -test.closeness(file)))
    chosen: list[str] = []
    sum_s = 0.0
    for test in near:
        if not chosen or sum_s + test.duration_s <= ENOUGH_S:
            chosen.append(test.name)
            sum_s += test.duration_s
    return chosen


def _of_tests(path: str, files: Sequence[str]) -> list[Test]:
    kept = KEPT / (path.replace("/", "-") + ".json")
    told = json.loads(kept.read_text()) if kept.exists() else {}
    if not told or told["hash"] != _keep_text(path) or not set(files) <= set(told["asked"]):
        print(f"asking {path} which lines it runs", flush=True)

        def work() -> int:
            recorder = Recorder(files)
            with tempfile.TemporaryDirectory() as folder:
                run_tests([path], folder, recorder)
            tests = [
                (it.name, it.duration_s, {f: sorted(lines) for f, lines in it.lines.items()}) for it in recorder.tests
            ]
            asked = {file: _keep_text(file) for file in files}
            told = {"hash": _keep_text(path), "asked": asked, "failed": recorder.failed, "tests": tests}
            kept.write_text(json.dumps(told))
            return 0

        if forked(work, cpu_s=900):
            raise SystemExit(f"{path} does not end")
        told = json.loads(kept.read_text())
        for name in told["failed"]:
            print(f"fails on the code as it is: {name}", flush=True)
    now = {file: _where(told["asked"][file], file) for file in files}
    tests = []
    for name, duration_s, lines in told["tests"]:
        moved = {file: {new for old in lines[file] for new in now[file][old]} for file in files if file in lines}
        tests.append(Test(name, duration_s, moved))
    return tests


def _keep_text(file: str) -> str:
    """Keep the text as it is now, to follow its lines later; returns its hash."""
    text = (ROOT / file).read_bytes()
    name = hashlib.sha256(text).hexdigest()[:16]
    (KEPT / name).write_bytes(text)
    return name


@lru_cache
def _where(kept: str, file: str) -> dict[int, list[int]]:
    """Where each line of a text kept stands now; what is new belongs to the line before it."""
    old, new = (path.read_text().splitlines() for path in (KEPT / kept, ROOT / file))
    where: defaultdict[int, list[int]] = defaultdict(list)
    for what, begin, end, now, until in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            for line in range(begin, end):
                where[line + 1].append(line + 1 + now - begin)
        else:
            for line in range(begin if end > begin else begin - 1, end):
                where[line + 1] += range(now + 1, until + 1)
    return where
