"""The heavy steps on a Dask cluster of two worker processes, one of which is killed on the way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from distributed import Client, LocalCluster

from civic.analysis import AnalysisError, Resources, analyse
from tests.analysis.planted import bowling_green


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:
        yield running


@pytest.fixture(autouse=True)
def many_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civic.analysis.engine.CHUNK", 150)


def test_the_result_is_the_local_one(cluster: LocalCluster) -> None:
    comments = bowling_green()
    local = analyse(comments).to_json()
    there = analyse(comments, resources=Resources(cluster=cluster.scheduler_address))
    assert there.to_json() == local


def test_a_killed_worker_costs_time_and_nothing_else(cluster: LocalCluster) -> None:
    comments = bowling_green()
    local = analyse(comments).to_json()
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        victim = next(iter(client.run(os.getpid).values()))

        def kill_once(_percent: int, code: str) -> None:
            if code == "labels" and not killed:  # by now both workers hold parts of the corpus
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

        killed: list[int] = []
        there = analyse(comments, None, kill_once, resources=Resources(cluster=cluster.scheduler_address))
        assert killed == [victim]
        assert victim not in client.run(os.getpid).values()
    assert there.to_json() == local


def test_a_missing_scheduler_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civic.analysis.compute.CONNECT_S", 1)
    with pytest.raises(AnalysisError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        analyse(bowling_green(), resources=Resources(cluster="tcp://127.0.0.1:9"))
