"""The texts that are measured: where they lie, how many themes are asked of them, which labels people gave them.

The labelled corpora are for research and are not part of this repository. Their folder is named by the environment
variable CIVIC_BENCH_DATA; without it, `shared/data` beside the repository is read.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHORT_WORDS = 12
LEAST_CODED = 20


class MissingCorpus(Exception):
    """A corpus is not where it is looked for; the message says where that is and how to name another place."""


@dataclass(frozen=True)
class Corpus:
    """Texts with the number of themes asked of them.

    Attributes:
        name: short, used in file names and commands.
        title: for people.
        language: "en" or "id", for the stop words of the peers.
        themes: how many themes every engine is asked for.
        texts: raw texts, as given.
        labels: the label of each text, or None where nobody labelled them.
    """

    name: str
    title: str
    language: str
    themes: int
    texts: tuple[str, ...]
    labels: tuple[str, ...] | None = None

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that change with the texts or the number of themes."""
        lines = "\n".join((str(self.themes), self.language, *self.texts))
        return hashlib.sha256(lines.encode()).hexdigest()[:12]


def names() -> tuple[str, ...]:
    """The names that `load` knows; the first five are those of the comparison."""
    return tuple(_CORPORA)


@cache
def load(name: str) -> Corpus:
    """Read one corpus.

    Raises:
        MissingCorpus: the file is not there.
        KeyError: no corpus has this name.
    """
    return _CORPORA[name]()


def data_folder() -> Path:
    """Where the corpora lie."""
    return Path(os.environ.get("CIVIC_BENCH_DATA") or ROOT.parent / "shared" / "data")


def bbc(name: str, themes: int) -> Corpus:
    """2,225 English news texts with 5 labels, lemmatised (OCTIS, MIND-Lab)."""
    texts, labels = _labelled("octis_bbc_news.jsonl.gz")
    return Corpus(name, f"BBC news at {themes}", "en", themes, texts, labels)


def bbc_short() -> Corpus:
    """The first twelve words of each BBC text: English short text whose label is known."""
    texts, labels = _labelled("octis_bbc_news.jsonl.gz")
    cut = tuple(" ".join(text.split()[:SHORT_WORDS]) for text in texts)
    return Corpus("short", f"BBC news, first {SHORT_WORDS} words, at 5", "en", 5, cut, labels)


def hoasa() -> Corpus:
    """1,152 colloquial Indonesian hotel reviews that name one of 9 aspects (IndoNLU, HoASA)."""
    texts, labels = _labelled("hoasa_id.jsonl.gz")
    return Corpus("hoasa", "HoASA at 9 (Indonesian)", "id", 9, texts, labels)


def patients() -> Corpus:
    """Patients' answers with one code, of the codes that at least 20 have (English, a few words each)."""
    path = data_folder() / "interop" / "consultations" / "patient_feedback_coded.csv"
    with _existing(path).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "|" not in row["codes"]]
    sizes = Counter(row["codes"] for row in rows)
    kept = [row for row in rows if sizes[row["codes"]] >= LEAST_CODED]
    codes = tuple(row["codes"] for row in kept)
    return Corpus("patients", "Patients' answers at 5", "en", 5, tuple(row["text"] for row in kept), codes)


def bowling_green() -> Corpus:
    """896 comments of a real consultation (Polis, CC BY 4.0); the demonstration city carries a copy."""
    path = data_folder() / "consultations" / "bowling-green" / "comments.csv"
    if not path.is_file():
        path = ROOT / "civic" / "demo" / "data" / "bowling-green" / "comments.csv"
    return Corpus("bowling", "Bowling Green at 20", "en", 20, _comments(path))


def affordable_housing() -> Corpus:
    """165 comments of a real consultation (Polis, CC BY 4.0)."""
    path = data_folder() / "consultations" / "affordable-housing" / "comments.csv"
    return Corpus("housing", "Affordable housing at 10", "en", 10, _comments(path))


def _labelled(file: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    path = _existing(data_folder() / "text" / file)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return tuple(row["text"] for row in rows), tuple(row["label"] for row in rows)


def _comments(path: Path) -> tuple[str, ...]:
    with _existing(path).open(encoding="utf-8", newline="") as file:
        return tuple(row["comment-body"] for row in csv.DictReader(file))


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise MissingCorpus(f"{path.name} is not under {data_folder()}; name its folder in CIVIC_BENCH_DATA")
    return path


_CORPORA: dict[str, Callable[[], Corpus]] = {
    "bbc20": lambda: bbc("bbc20", 20),
    "bbc5": lambda: bbc("bbc5", 5),
    "hoasa": hoasa,
    "bowling": bowling_green,
    "housing": affordable_housing,
    "short": bbc_short,
    "patients": patients,
}
COMPARED = ("bbc20", "bbc5", "hoasa", "bowling", "housing")
