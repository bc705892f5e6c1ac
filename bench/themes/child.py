"""The process of one run: reads its request from standard input, writes one line of JSON.

Not for people; `bench.themes.runs.run` starts it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from bench.themes.peers import PEERS, Found
from bench.themes.runs import OWN, Run
from bench.themes.scores import NONE
from bench.themes.vectors import MissingPackage, Vectors, advice, peak_mib

LIBRARIES = {
    "bertopic": ("sentence_transformers", "bertopic"),
    "minilm": ("sentence_transformers",),
    "minilm-int8": ("onnxruntime",),
}


def main() -> None:
    """Run what was asked on one thread, and say what it gave."""
    request = json.load(sys.stdin)
    work = _engine(request) if request["engine"] in OWN else _peer(request)
    with threadpool_limits(limits=1):
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    earlier = found.vectors or Vectors(np.empty((0, 0), dtype=np.float32), 0.0, 0.0, 0.0)
    run = Run(
        groups=found.groups,
        terms=found.terms,
        seconds=round(seconds + earlier.seconds, 3),
        cpu_seconds=round(cpu_seconds + earlier.cpu_seconds, 3),
        peak_mib=round(max(peak_mib(), earlier.peak_mib), 1),
    )
    print(json.dumps(asdict(run)))


def _peer(request: dict[str, Any]) -> Callable[[], Found]:
    name = request["engine"]
    _load_libraries(name)
    return lambda: PEERS[name](request["texts"], request["language"], request["themes"], request["seed"])


def _engine(request: dict[str, Any]) -> Callable[[], Found]:
    from civic.analysis import Comment, Settings
    from civic.analysis.engine import analyse

    settings = Settings(**{"n_themes": request["themes"], "seed": request["seed"], **request["settings"]})
    comments = [Comment(str(i), text) for i, text in enumerate(request["texts"])]

    def work() -> Found:
        result = analyse(comments, settings)
        place = {theme.id: i for i, theme in enumerate(result.themes)}
        themes = [result.assignments[comment.id] for comment in comments]
        return Found(
            [NONE if theme is None else place[theme] for theme in themes],
            [list(theme.terms) for theme in result.themes],
        )

    return work


def _load_libraries(name: str) -> None:
    """Before the clock starts: importing torch alone takes seconds that no user pays twice."""
    for module in LIBRARIES.get(name, ()):
        try:
            import_module(module)
        except ImportError:
            raise MissingPackage(advice(module)) from None


if __name__ == "__main__":
    try:
        main()
    except MissingPackage as error:
        sys.exit(str(error))
