"""Tests in a forked process that has the whole portal loaded already, as it is or broken in one place."""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import importlib.util
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import CodeType, FunctionType

import hypothesis
import pytest

from tools.mutants.places import ROOT, Mutant

CPU_S, WALL_S = 90, 1200  # a broken loop ends there, and counts as noticed; others may keep the machine busy
OUT_OF_TIME = -1
CACHE = type(lru_cache(abs))

TEMPLATE = ROOT / ".mutants" / "template.db"


class FirstFailure:
    """Tells which test failed first; no test waits for the tables to be made, which is none of theirs."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @pytest.hookimpl
    def pytest_sessionstart(self) -> None:
        sys.modules["tests.conftest"]._migrate = lambda it: shutil.copy(TEMPLATE, it.home / "civic.db")

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.path.exists():
            self.path.write_text(report.nodeid)


def load_portal() -> None:
    """Import all that tests import, so that a fork need not."""
    os.chdir(ROOT)
    from civic import create_app
    from civic.config import Config
    from civic.core.db.schema import upgrade
    from civic.extensions import db

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(home=Path(folder), testing=True))
        with app.app_context():
            upgrade()
            db.engine.dispose()
        TEMPLATE.parent.mkdir(exist_ok=True)
        shutil.copy(Path(folder, "civic.db"), TEMPLATE)
    gc.freeze()


def killer(mutant: Mutant, tests: Sequence[str]) -> str:
    """The test that fails first when this place is broken; "" if none does.

    Raises:
        RuntimeError: the tests were not run, so nothing can be said.
    """
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder, "killer")

        def work() -> int:
            if not _break(mutant):
                Path(folder, "broken.py").write_text(mutant.source())
                command = [sys.executable, "-m", "tools.mutants.children", mutant.file, folder, *tests]
                os.execv(sys.executable, command)  # noqa: S606 - ourselves
            return run_tests(tests, folder, FirstFailure(note), "-x")

        code = forked(work)
        if code == 0:
            return ""
        if note.exists():
            return note.read_text()
        if code in (OUT_OF_TIME, pytest.ExitCode.INTERNAL_ERROR):  # or opened files until pytest itself could not go on
            return "(did not end)"
        if code == pytest.ExitCode.INTERRUPTED:
            return "(cannot be loaded)"
        raise RuntimeError(f"the tests of {mutant} did not start: exit code {code}")


def passes(test: str) -> bool:
    """Whether a test passes by itself on the code as it is: one that rests on others before it tells nothing here."""
    with tempfile.TemporaryDirectory() as folder:
        return forked(lambda: run_tests([test], folder, FirstFailure(Path(folder, "killer")))) == 0


def run_tests(tests: Sequence[str], folder: str, plugin: object, *options: str) -> int:
    """Run tests in this process; pytest's exit code. Examples are the same ones every time, and may take theirs."""
    hypothesis.settings.register_profile("mutants", deadline=None, derandomize=True)
    hypothesis.settings.load_profile("mutants")
    plain = [
        "-q",
        "--assert=plain",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:hypothesispytest",
        "-p",
        "no:unraisableexception",
    ]
    common = [*plain, "--basetemp", f"{folder}/t", "-m", "not processes"]
    return int(pytest.main([*common, *options, *tests], plugins=[plugin]))


def forked(work: Callable[[], int], cpu_s: int = CPU_S) -> int:
    """Do something silently in a process of its own; what it returned, or OUT_OF_TIME."""
    pid = os.fork()
    if pid == 0:
        code = 70  # what failed before anything was run
        try:
            os.setsid()
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(null, descriptor)
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
            code = work()
        finally:
            os._exit(code)
    end = time.monotonic() + WALL_S
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return OUT_OF_TIME if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.killpg(pid, 9)
            os.waitpid(pid, 0)
            return OUT_OF_TIME
        time.sleep(0.02)


def _break(mutant: Mutant) -> bool:
    """Give every live function of the file its broken code; False where that cannot be."""
    if not mutant.is_in_function:
        return False
    old, new = (compile(text, str(mutant.path), "exec") for text in (mutant.path.read_text(), mutant.source()))
    codes = dict(_pairs(old, new))
    gc.unfreeze()
    try:
        for function in [it for it in gc.get_objects() if isinstance(it, FunctionType)]:
            if function.__code__.co_filename == str(mutant.path):
                function.__code__ = codes.get(function.__code__, function.__code__)
        for cache in [it for it in gc.get_objects() if isinstance(it, CACHE)]:
            cache.cache_clear()  # what the unbroken code had found
    except ValueError:  # it takes another number of names from around it
        return False
    gc.freeze()
    return True


def _pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Each function of the one with what became of it in the other; one that is only in the one has none."""
    yield old, new
    inner, left = ([it for it in code.co_consts if isinstance(it, CodeType)] for code in (old, new))
    for one in inner:
        other = next((it for it in left if it.co_name == one.co_name), None)
        if other is not None:
            left.remove(other)
            yield from _pairs(one, other)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Loads one module from its broken source."""

    def __init__(self, file: str, broken: Path) -> None:
        self.path, self.broken = str(ROOT / file), broken
        self.name = file.removesuffix(".py").replace("/", ".")

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> object:  # type: ignore[override]
        if fullname == self.name:
            return importlib.util.spec_from_file_location(fullname, self.path, loader=self)
        return None

    def get_filename(self, _fullname: str) -> str:
        return self.path

    def get_data(self, _path: str) -> bytes:
        return self.broken.read_bytes()

    def path_stats(self, _path: str) -> dict[str, object]:  # no compiled file stands for a broken one
        raise OSError


if __name__ == "__main__":  # what cannot be broken in a process that has it loaded
    _file, _folder, *_tests = sys.argv[1:]
    sys.meta_path.insert(0, _Finder(_file, Path(_folder, "broken.py")))
    try:
        importlib.import_module("tests.conftest")
    except Exception:
        sys.exit(pytest.ExitCode.INTERRUPTED)
    sys.exit(run_tests(_tests, _folder, FirstFailure(Path(_folder, "killer")), "-x"))
