"""What encoders from files have in common: clean texts in, unit rows out, and pickles that hold no model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import normalize

from civic.analysis.encoders.source import Files, Source, find
from civic.analysis.errors import AnalysisError

LONGEST_CHARS = 20_000  # no model reads so far into a text; a comment of a megabyte costs no more than this


class LocalEncoder(ABC):
    """An encoder whose model lies in files here.

    Attributes:
        name: how results speak of it.
        languages: codes of the languages it was made for.
        threads: how many texts are encoded side by side.
    """

    def __init__(self, source: Source, languages: frozenset[str], threads: int = 1) -> None:
        self.name = source.name
        self.languages = languages
        self.threads = threads
        self._source = source
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts`.

        Args:
            texts: n of them; equal ones are read once.

        Returns:
            (n, d), rows of unit length, in the order of `texts`; zeros where a text is empty.

        Raises:
            AnalysisError: the files are gone, or the model cannot take what its tokenizer gives.
        """
        self.open()
        clean = [legible(text) for text in texts]
        rows = {text: row for row, text in enumerate(dict.fromkeys(clean))}
        try:
            vectors = self._vectors(list(rows))
            unit: NDArray[np.float32] = normalize(vectors) if len(vectors) else vectors
        except Exception as problem:  # each library has errors of its own
            raise AnalysisError(f"the encoder {self.name} cannot read these texts: {_line(problem)}") from problem
        return unit[[rows[text] for text in clean]]

    def open(self) -> None:
        """Open the model's files, once in a process.

        Raises:
            AnalysisError: the files are gone or damaged, or the extra civic[embeddings] is missing.
        """
        if self._model is not None:
            return
        try:
            self._model = self._opened(find(self._source))
        except AnalysisError:
            raise
        except Exception as problem:  # each library has errors of its own
            raise AnalysisError(f"the encoder {self.name} cannot be opened: {_line(problem)}") from problem

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_model": None}

    @abstractmethod
    def _opened(self, files: Files) -> Any:
        """The model in memory."""

    @abstractmethod
    def _vectors(self, texts: list[str]) -> NDArray[np.float32]:
        """(n, d) vectors of any length for n distinct texts; zeros for one without a word."""


def legible(text: str) -> str:
    """A text that every tokenizer accepts: white space made single, half characters replaced, no longer than needed."""
    return " ".join(text[: 4 * LONGEST_CHARS].split())[:LONGEST_CHARS].encode("utf-8", "replace").decode("utf-8")


def _line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0][:200]
