"""Where the heavy steps run: in this process, on its threads and processes, or on a Dask cluster.

Every step is a function over chunks of the corpus. Chunks are cut by a number of comments, never by that of the
workers, and results come back in order, so that sums end in the same bytes however many hands there were.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor as Pool
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import reduce
from multiprocessing import get_context
from typing import Any, Protocol

from civic.analysis.errors import AnalysisError

FEW = 3  # so few chunks are done before worker processes have started
CONNECT_S = 10


class Executor(Protocol):
    """Runs one function over many chunks. Results of `keep` may be items of the other three."""

    def stream(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> Iterator[Any]:
        """Results of Python work in order, while `items` is still being read; a few chunks are under way at a time."""

    def keep(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> list[Any]:
        """Results of numeric work, left where they were made."""

    def map(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> list[Any]:
        """Results of numeric work in order, brought here."""

    def total(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> Any:
        """The sum of the results, or of each of their parts where they are tuples; only a few are held at a time."""


class Local:
    """This machine: processes for Python work, threads for numeric work (which leaves the interpreter's lock)."""

    def __init__(self, n_jobs: int = 1) -> None:
        self.n_jobs = n_jobs

    def stream(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> Iterator[Any]:
        iterator = iter(items)
        first = list(itertools.islice(iterator, FEW))
        every = itertools.chain(first, iterator)
        if self.n_jobs == 1 or len(first) < FEW:
            yield from (function(item, *shared) for item in every)
            return
        # A fresh interpreter a worker: forking a process that has threads may hang it.
        with ProcessPoolExecutor(self.n_jobs, get_context("spawn")) as pool:
            yield from _in_order(pool, 2 * self.n_jobs, function, every, *shared)

    def keep(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> list[Any]:
        return list(self._results(function, items, *shared))

    map = keep

    def total(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> Any:
        return reduce(_plus, self._results(function, items, *shared))

    def _results(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> Iterator[Any]:
        if self.n_jobs == 1:
            yield from (function(item, *shared) for item in items)
            return
        with ThreadPoolExecutor(self.n_jobs) as pool:
            yield from _in_order(pool, 2 * self.n_jobs, function, items, *shared)


class Cluster:
    """A Dask cluster. What a lost worker held is computed again by another from the chunks it came from."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._wide = 2 * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))

    def stream(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> Iterator[Any]:
        yield from _in_order(self, self._wide, function, items, *self._hold(shared))

    def keep(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> list[Any]:
        held = self._hold(shared)
        return [self.submit(function, item, *held) for item in items]

    def map(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> list[Any]:
        results: list[Any] = self._client.gather(self.keep(function, items, *shared))
        return results

    def total(self, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> Any:
        return reduce(_plus, self.stream(function, items, *shared))

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Any:
        """A task; every call is one of its own."""
        return self._client.submit(function, *arguments, pure=False)

    def _hold(self, shared: Iterable[Any]) -> list[Any]:
        # Sent once, as a task of its own: unlike scattered data it can be made again when its holder is lost.
        return [self.submit(_itself, value) for value in shared]


def _in_order(
    pool: Pool | Cluster, wide: int, function: Callable[..., Any], items: Iterable[Any], *shared: Any
) -> Iterator[Any]:
    under_way: deque[Any] = deque()
    for item in items:
        under_way.append(pool.submit(function, item, *shared))
        if len(under_way) >= wide:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _plus(a: Any, b: Any) -> Any:
    return tuple(x + y for x, y in zip(a, b, strict=True)) if isinstance(a, tuple) else a + b


def _itself(value: Any) -> Any:
    return value


def executor(n_jobs: int, cluster: str | None) -> AbstractContextManager[Executor]:
    """The executor that the settings ask for, open while it is needed.

    Raises:
        AnalysisError: the extra civic[cluster] is missing, or no scheduler answers at the address.
    """
    return _local(n_jobs) if cluster is None else _cluster(cluster)


@contextmanager
def _local(n_jobs: int) -> Iterator[Executor]:
    yield Local(n_jobs)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        import dask
        from distributed import Client
    except ImportError:
        raise AnalysisError("a cluster needs the extra civic[cluster]: pip install 'civic[cluster]'") from None
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
        try:
            client: Any = Client(address, timeout=CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise AnalysisError(f"no Dask scheduler answers at {address}: {type(error).__name__}") from None
        with client:
            yield Cluster(client)
