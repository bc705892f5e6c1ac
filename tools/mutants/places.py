"""Every place of a file that can be broken, and how."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SWAPS: dict[type[ast.AST], str] = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in", ast.Add: "-", ast.Sub: "+",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One broken place: the text from `start` to `end` (offsets into the file) becomes `text`."""

    path: Path
    lines: range
    start: int
    end: int
    text: str
    is_in_function: bool

    @property
    def file(self) -> str:
        return str(self.path.relative_to(ROOT))

    def source(self) -> str:
        whole = self.path.read_text()
        return whole[: self.start] + self.text + whole[self.end :]

    def __str__(self) -> str:
        """The same whatever line it stands on, so that what is written about it stays true."""
        whole = self.path.read_text()
        begin, end = whole.rfind("\n", 0, self.start) + 1, whole.find("\n", self.start)
        was, after = " ".join(whole[self.start : self.end].split()), whole[self.end : max(end, self.end)]
        return f"{self.file}: {whole[begin : self.start].strip()}[{was} -> {self.text}]{after.strip()}"


def mutants(path: Path) -> Iterator[Mutant]:
    """Every place of a file that can be broken."""
    text = path.read_text()
    raw, lines = text.encode(), [0]
    for line in raw.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))

    def span(node: ast.AST) -> tuple[int, int]:
        ends = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        start, end = (len(raw[: lines[line - 1] + column].decode()) for line, column in ends)
        return start, end

    tree = _without_what_mypy_holds(ast.parse(text))
    bodies = [
        range(span(node.body[0])[0], span(node)[1])
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]  # fmt: skip
    for node in ast.walk(tree):
        for start, end, replacement in _breaks(node, span, text):
            first, last = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
            is_in_function = any(start in body for body in bodies)
            yield Mutant(path, range(first, last + 1), start, end, replacement, is_in_function)


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


def _without_what_mypy_holds(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.keyword) and node.arg == "frozen":  # mypy holds it
            node.value = ast.Constant(None)
    return tree
