"""Break the code in one place at a time and see whether a test notices; what none notices is listed.

    make mutants                      # a third of all places, the same ones every time
    make mutants share=1 only=comments

Each place is broken in a process of its own, forked from one that has loaded the libraries, and the tests that
stand for its file run until the first fails. The code on disk is never changed.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.util
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT_S = 240  # a broken loop counts as noticed
# What is broken, and which tests stand for it: the rules on which trust rests.
TARGETS: dict[str, tuple[str, ...]] = {
    "civic/core/permissions.py": ("tests/core", "tests/participation/test_comments.py"),
    "civic/core/accounts/*.py": ("tests/core",),
    "civic/participation/comments/actions.py": ("tests/participation",),
    "civic/participation/comments/queries.py": ("tests/participation",),
    "civic/participation/comments/counting.py": ("tests/participation",),
    "civic/participation/comments/drafts.py": ("tests/participation",),
    "civic/participation/comments/reactions.py": ("tests/participation",),
    "civic/participation/comments/reports.py": ("tests/participation",),
    "civic/insights/summaries/exports.py": ("tests/insights",),
    "civic/insights/curation/actions.py": ("tests/insights",),
    "civic/insights/curation/replay.py": ("tests/insights",),
    "civic/web/caching.py": ("tests/web", "tests/participation", "tests/core"),
}
LEFT_OUT = {"models.py", "forms.py", "permissions.py", "__init__.py", "commands.py"}
SWAPS: dict[type[ast.AST], str] = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in", ast.Add: "-", ast.Sub: "+",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One broken place: the text from `start` to `end` (offsets into the file) becomes `text`."""

    path: Path
    line: int
    start: int
    end: int
    text: str

    def source(self) -> str:
        whole = self.path.read_text()
        return whole[: self.start] + self.text + whole[self.end :]

    def __str__(self) -> str:
        was = " ".join(self.path.read_text()[self.start : self.end].split())
        return f"{self.path.relative_to(ROOT)}:{self.line}: {was[:70]} -> {self.text[:70]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1 / 3, help="part of the places to break")
    parser.add_argument("--only", default="", help="break only files whose path contains this")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chosen = []
    for pattern, tests in TARGETS.items():
        for path in sorted(ROOT.glob(pattern)):
            if path.name not in LEFT_OUT or path.as_posix().endswith(pattern):
                chosen += [(m, tests) for m in mutants(path) if options.only in str(path)]
    chance = random.Random(options.seed)  # noqa: S311 - the same places every time
    chosen = sorted(chance.sample(chosen, round(len(chosen) * options.share)), key=lambda pair: str(pair[0]))
    _load_libraries()
    for path, tests in {(mutant.path, tests) for mutant, tests in chosen}:
        if is_noticed(Mutant(path, 1, 0, 0, ""), tests):
            print(f"these tests fail on the code as it is: {' '.join(tests)}")
            return 2
    survivors = []
    with ThreadPoolExecutor(2) as pool:
        for (mutant, _tests), killed in zip(chosen, pool.map(lambda pair: is_noticed(*pair), chosen), strict=True):
            print(f"{'killed  ' if killed else 'SURVIVED'} {mutant}", flush=True)
            survivors += [] if killed else [mutant]
    killed_count = len(chosen) - len(survivors)
    print(f"{killed_count} of {len(chosen)} killed ({killed_count / max(1, len(chosen)):.0%})")
    return 0


def mutants(path: Path) -> Iterator[Mutant]:
    """Every place of a file that can be broken."""
    text = path.read_text()
    lines = [0]
    for line in text.encode().splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    raw = text.encode()

    def at(line: int, column: int) -> int:
        return len(raw[: lines[line - 1] + column].decode())

    def span(node: ast.AST) -> tuple[int, int]:
        return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    for node in ast.walk(_without_annotations(ast.parse(text))):
        for start, end, replacement in _breaks(node, span, text):
            yield Mutant(path, text.count("\n", 0, start) + 1, start, end, replacement)


def _breaks(node: ast.AST, where: Callable[[ast.AST], tuple[int, int]], text: str) -> Iterator[tuple[int, int, str]]:
    if isinstance(node, ast.Compare | ast.BinOp):
        left, right = (node.left, node.comparators[0]) if isinstance(node, ast.Compare) else (node.left, node.right)
        operator = SWAPS.get(type(node.ops[0] if isinstance(node, ast.Compare) else node.op))
        if operator:
            start, end = where(left)[1], where(right)[0]
            between = text[start:end]
            yield start + between.index(between.strip(" ()\n")), start + len(between.rstrip(" (\n")), operator
    elif isinstance(node, ast.BoolOp):
        start, end = where(node.values[0])[1], where(node.values[1])[0]
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        at = text.index(old, start, end)
        yield at, at + len(old), new
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        start, end = where(node)
        yield start, end, text[where(node.operand)[0] : end]
    elif isinstance(node, ast.If | ast.IfExp):
        start, end = where(node.test)
        yield start, end, f"not ({text[start:end]})"
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        start, end = where(node)
        if not text[start:end].startswith(("log.", "click.")):
            yield start, end, "None"
    elif isinstance(node, ast.Raise):
        yield *where(node), "pass"
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield *where(node), "return None"
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield *where(node), str(not node.value)


def _without_annotations(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    return tree


def is_noticed(mutant: Mutant, tests: Sequence[str]) -> bool:
    """Run the tests with the broken file; whether one failed."""
    pid = os.fork()
    if pid == 0:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        os._exit(_child(mutant, tests))
    end = time.monotonic() + LIMIT_S
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        if time.monotonic() > end:
            os.killpg(pid, 9)
            os.waitpid(pid, 0)
            return True
        time.sleep(0.05)


def _child(mutant: Mutant, tests: Sequence[str]) -> int:
    import pytest

    try:
        sys.meta_path.insert(0, _Broken(mutant))
        with tempfile.TemporaryDirectory() as folder:
            options = ["-x", "-q", "-p", "no:cacheprovider", "--basetemp", f"{folder}/t", "-m", "not processes"]
            return int(pytest.main([*options, *(test for test in tests if (ROOT / test).exists())]))
    except BaseException:
        return 1


class _Broken(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Loads one module from its broken source."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = ".".join(mutant.path.relative_to(ROOT).with_suffix("").parts)

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> object:  # type: ignore[override]
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.mutant.path, loader=self)

    def get_filename(self, _fullname: str) -> str:
        return str(self.mutant.path)

    def get_data(self, _path: str) -> bytes:
        return self.mutant.source().encode()

    def path_stats(self, _path: str) -> dict[str, object]:  # no compiled file stands for a broken one
        raise OSError


def _load_libraries() -> None:
    """What every child needs and no mutant changes."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    import sqlalchemy.orm  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
