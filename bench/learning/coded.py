"""Corpora in which people have given each text its themes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.themes.corpora import MissingCorpus, data_folder, load
from civic.analysis.arrays import Bools


@dataclass(frozen=True)
class Coded:
    """n texts and the codes of each.

    Attributes:
        title: for people.
        chosen_on: whether constants were chosen by looking at this corpus.
    """

    title: str
    texts: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    chosen_on: bool = False

    @property
    def several(self) -> bool:
        """Whether a text may have several codes."""
        return any(len(codes) > 1 for codes in self.codes)

    def is_in(self, themes: tuple[str, ...]) -> Bools:
        """(n, k) the codes of each text."""
        return np.array([[theme in codes for theme in themes] for codes in self.codes])

    @property
    def themes(self) -> tuple[str, ...]:
        """All codes, sorted."""
        return tuple(sorted({code for codes in self.codes for code in codes}))


def corpora() -> list[Coded]:
    """Every one at hand.

    Raises:
        MissingCorpus: one is not where it is looked for.
    """
    return [read() for read in _READERS]


def _from(name: str, title: str, chosen_on: bool = False) -> Coded:
    corpus = load(name)
    assert corpus.labels is not None
    return Coded(title, corpus.texts, tuple((label,) for label in corpus.labels), chosen_on)


def _patients() -> Coded:
    """1,171 answers about patient transport, several codes each (NHS, pxtextmining; MIT)."""
    rows = _rows("patient_feedback_coded.csv")
    codes = tuple(tuple(row["codes"].split("|")) for row in rows)
    return Coded("patient feedback, 33 codes, several each", tuple(row["text"] for row in rows), codes)


def _madrid() -> Coded:
    """1,797 Spanish comments on 25 proposals (Decide Madrid); the proposal that each was written under is its code."""
    rows = _rows("decide_madrid_comments.csv")
    codes = tuple((row["proposalId"],) for row in rows)
    return Coded("Decide Madrid, 25 proposals (Spanish)", tuple(row["text"] for row in rows), codes)


def _rows(file: str) -> list[dict[str, str]]:
    path = data_folder() / "interop" / "consultations" / file
    if not path.is_file():
        raise MissingCorpus(f"{path.name} is not under {data_folder()}; name its folder in CIVIC_BENCH_DATA")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


_READERS: tuple[Callable[[], Coded], ...] = (
    lambda: _from("bbc5", "BBC news, 5 labels", chosen_on=True),
    lambda: _from("short", "BBC news, first 12 words, 5 labels", chosen_on=True),
    lambda: _from("hoasa", "HoASA, 9 aspects (Indonesian)"),
    _patients,
    _madrid,
)
