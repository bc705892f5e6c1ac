"""Small helpers of the tests."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import event

from civic.cli import main
from civic.extensions import db
from civic.modules import Module, Registry
from civic.modules.installing import EXTENSION

T = TypeVar("T")


def wait_until(condition: Callable[[], object], seconds: float = 120, what: str = "") -> None:
    """Return as soon as `condition` holds; fail when it does not within `seconds`, which a busy machine may need."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what or condition}"
        time.sleep(0.05)


def civic(home: Path, *arguments: object, stdin: str | bytes = "", **environ: str) -> Result:
    """Run `civic` on a state folder as its own process would, but in this one, where it is loaded already."""
    command = SimpleNamespace(name="civic", main=lambda args, prog_name, **_extra: main(list(args)))
    env = {"CIVIC_HOME": str(home), "CIVIC_LOG_LEVEL": "ERROR"} | environ
    return CliRunner().invoke(command, [str(part) for part in arguments], input=stdin, env=env)  # type: ignore[arg-type]


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """The SQL statements sent inside the block (without BEGIN and the like)."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@contextmanager
def joined(app: Flask, *modules: Module) -> Iterator[None]:
    """The application with further modules' parts (not their pages) inside the block."""
    before: Registry = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = Registry((*before.modules, *modules), before.failures)
    yield
    app.extensions[EXTENSION] = before


def at_once(app: Flask, times: int, work: Callable[[], T]) -> list[T | BaseException]:
    """What `work` gives or raises when so many threads do it at the same moment."""
    start = threading.Barrier(times)
    results: list[T | BaseException] = []

    def one() -> None:
        with app.app_context():
            start.wait()
            try:
                results.append(work())
            except Exception as error:
                results.append(error)

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()  # what the test itself read before is old news
    return results
