"""docs/findings.md names tests: each one is there, and a finding without one says so."""

from __future__ import annotations

import ast
import re

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\|\s*\d+\s*\|", line)
]
SAYS_SO = ("Open", "Partly", "For the next milestone", "Measured", "See ", "Held by `make check`")


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+)(\.py)?(?:::(\w+))?`", PAGE)
    assert len(named) > 100
    missing = [
        f"{path}{python}::{function}"
        for path, python, function in named
        if not (ROOT / f"{path}{python}").exists() or (function and function not in functions(f"{path}{python}"))
    ]
    assert missing == []


def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_finding_names_a_test_or_says_why_not() -> None:
    assert len(ROWS) > 120
    silent = [
        (number, tests) for number, tests, done in ROWS if "`tests/" not in tests and not done.startswith(SAYS_SO)
    ]
    assert silent == []
