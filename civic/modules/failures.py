"""What becomes of a module's part that fails: it is told, and nothing else falls with it.

A failure is kept for whoever looks after the portal (`civic doctor`, the administration, /readyz) until the part
succeeds again, and it is logged with its traceback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from civic.extensions import db

T = TypeVar("T")
log = structlog.get_logger("civic.modules")


@dataclass(frozen=True)
class Failure:
    """A part of a module that does not work, and the error in one line."""

    module: str
    part: str
    error: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Failures:
    """The parts that failed when they were last tried in this process."""

    _by_part: dict[tuple[str, str], Failure] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Failure]:
        return iter(tuple(self._by_part.values()))

    def __len__(self) -> int:
        return len(self._by_part)

    def add(self, module: str, part: str, error: BaseException) -> None:
        """Keep and log a failure."""
        line = " ".join(str(error).split())[:300]
        self._by_part[module, part] = Failure(module, part, f"{type(error).__name__}: {line}".rstrip(": "))
        log.error("module_part_failed", module=module, part=part, exc_info=error)

    def clear(self, module: str, part: str) -> None:
        """The part works (again)."""
        self._by_part.pop((module, part), None)

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
