"""What a job is to those who write one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from civic.modules import registry

T = TypeVar("T")
# An argument of this name (a time in ISO 8601) says until when a job is of use. What such a job was given, a sign-in
# code, is not kept when it fails for good, nor beyond that time.
UNTIL = "not_after"


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """How far a job is.

    Attributes:
        doing: a short code that the page translates.
        error: why it failed: a sentence where the job has said one, otherwise the name of the error's kind.
        started_at: when a worker took it up, None while it waits for the first time.
    """

    state: JobState
    percent: int
    doing: str = ""
    error: str = ""
    started_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)


class Lapsed(Exception):
    """Raised by a job that came too late to be of use: it fails for good, and what it was given is let go."""


class JobContext(Protocol):
    """What a running job is handed."""

    job_id: str

    def progress(self, percent: int, doing: str) -> None:
        """Tell how far the job is; seen at once by whoever looks."""

    def step(self, name: str, function: Callable[..., T], *arguments: Any) -> T:
        """Run a part whose JSON result is kept: after a crash it is not run again once it has ended.

        The part that was cut short runs again, so each must be idempotent. Steps must come in the
        same order on every run.
        """


class Queue(StrEnum):
    """Where a job waits: behind its like alone."""

    QUICK = "quick"  # somebody waits for it: codes and other mail
    NORMAL = "normal"
    HEAVY = "heavy"  # minutes of a whole core: analyses


@dataclass(frozen=True)
class Job:
    """A kind of work.

    Attributes:
        function: does it, called as `function(context, **arguments)`. A `CivicError` is its last word; any other error
            may pass (a server that is away), so the job is tried again.
        retries: how often, with pauses that grow (`civic.core.jobs.running.pause_s`).
    """

    name: str
    function: Callable[..., None]
    queue: Queue = Queue.NORMAL
    retries: int = 4


def job(name: str, *, queue: Queue = Queue.NORMAL, retries: int = 4) -> Callable[[Callable[..., None]], Job]:
    """Make a job: decorate `def function(context: JobContext, **arguments)`, and list it in `Module.jobs`.

    It is done at least once: what was cut short by a crash, or failed, is done again.
    """
    return lambda function: Job(name, function, queue, retries)


def find_job(name: str) -> Job:
    """The job of this name; KeyError when no installed module has it in `Module.jobs`."""
    found: Job = registry().jobs[name]
    return found
