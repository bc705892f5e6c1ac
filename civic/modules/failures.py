"""What becomes of a module's part that fails: it is told, and nothing else falls with it.

A failure is kept for whoever looks after the portal (`civic doctor`, the administration, /readyz) until the part
succeeds again, and it is logged with its traceback. The processes of one machine tell each other by small files, so
that it does not matter which of them is asked.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from civic.extensions import db

T = TypeVar("T")
TOLD_EVERY_S, LOOK_EVERY_S = 60, 5
HOLDS_S = 86_400  # a part that failed longer ago, and was not tried since, is no news any more
log = structlog.get_logger("civic.modules")


@dataclass(frozen=True)
class Failure:
    """A part of a module that does not work, the error in one line, and since when."""

    module: str
    part: str
    error: str
    since: datetime = field(default_factory=lambda: datetime.now(UTC))


class Failures:
    """The parts that failed when they were last tried, in this process or (with a folder) in one beside it."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._here: dict[tuple[str, str], Failure] = {}
        self._told: dict[tuple[str, str], Failure] = {}
        self._looked_at = -float(LOOK_EVERY_S)

    def __iter__(self) -> Iterator[Failure]:
        self._look()
        return iter(sorted((self._told | self._here).values(), key=lambda f: (f.since, f.module, f.part)))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def add(self, module: str, part: str, error: BaseException) -> None:
        """Keep and log a failure."""
        line = " ".join(str(error).split())[:300]
        self.note(module, part, f"{type(error).__name__}: {line}".rstrip(": "))
        log.error("module_part_failed", module=module, part=part, exc_info=error)

    def note(self, module: str, part: str, error: str) -> None:
        """Keep a failure that is no exception, such as tables that are not up to date."""
        if (module, part) not in self._here:
            self._look()
        known = self._here.get((module, part)) or self._told.get((module, part))
        failure = Failure(module, part, error, known.since) if known else Failure(module, part, error)
        self._here[module, part] = failure
        self._tell(failure)

    def clear(self, module: str, part: str) -> None:
        """The part works (again)."""
        if time.monotonic() - self._looked_at > LOOK_EVERY_S:
            self._look()
        here = self._here.pop((module, part), None)
        if (self._told.pop((module, part), None) or here) and (path := self._path(module, part)):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def forget_others(self, modules: Iterable[str]) -> None:
        """What is told of any other module is old: it is no longer installed."""
        known = set(modules)
        self._look()
        for module, part in list(self._told):
            if module not in known:
                self.clear(module, part)

    def attempt(self, module: str, part: str, work: Callable[[], T], otherwise: T) -> T:
        """What `work` gives, or `otherwise` when it fails."""
        try:
            result = work()
        except Exception as error:
            self.add(module, part, error)
            if isinstance(error, SQLAlchemyError):
                db.session.rollback()  # PostgreSQL refuses whatever follows in a transaction that failed
            return otherwise
        self.clear(module, part)
        return result

    def _path(self, module: str, part: str) -> Path | None:
        name = hashlib.sha256(f"{module}\n{part}".encode()).hexdigest()[:24]
        return self._folder / f"{name}.json" if self._folder else None

    def _tell(self, failure: Failure) -> None:
        """Write it down for the others, not at every page; a disk that is full keeps nobody from reading."""
        path = self._path(failure.module, failure.part)
        if path is None:
            return
        with suppress(OSError):
            if path.is_file() and time.time() - path.stat().st_mtime < TOLD_EVERY_S:
                return
            path.parent.mkdir(mode=0o700, exist_ok=True)
            unfinished = path.with_suffix(f".{id(failure)}")
            unfinished.write_text(json.dumps(asdict(failure), default=str))
            unfinished.replace(path)

    def _look(self) -> None:
        """Read what the processes beside this one have told."""
        self._looked_at, self._told = time.monotonic(), {}
        for path in self._folder.glob("*.json") if self._folder else ():
            with suppress(OSError, ValueError, TypeError, KeyError):
                values = json.loads(path.read_text())
                if time.time() - path.stat().st_mtime < HOLDS_S:
                    since = datetime.fromisoformat(values.pop("since"))
                    self._told[values["module"], values["part"]] = Failure(**values, since=since)
