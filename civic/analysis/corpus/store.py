"""The comments of a run: their texts in memory as far as settings allow, then in a temporary file.

They are handed on in the order of their ids, so that the order in which they came decides nothing.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile

import numpy as np
from numpy.typing import NDArray

from civic.analysis.errors import AnalysisError
from civic.analysis.types import Comment

NOBODY = -1


class CommentStore:
    """Takes comments in as they stream by, and gives each back by its position in the order of ids.

    Attributes:
        positions: position of each id; the ids in order of input.
        has_text: whether any comment says anything.
    """

    def __init__(self, memory_mb: int) -> None:
        self._file = SpooledTemporaryFile(max_size=memory_mb << 20)  # noqa: SIM115 - closed by __exit__
        self._offsets = array("q", [0])
        self._lengths = array("i")
        self._authors = array("i")
        self._author_numbers: dict[str, int] = {}
        self._taken = np.zeros(0, np.int64)  # which comment of the input lies at each position
        self.positions: dict[str, int] = {}
        self.has_text = False

    def __enter__(self) -> CommentStore:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self.positions)

    def taking(self, comments: Iterable[Comment], chunk_size: int) -> Iterator[list[str]]:
        """Chunks of texts in the order of ids, handed on when all are kept.

        Raises:
            AnalysisError: an id occurs twice.
        """
        for comment in comments:
            self._take(comment)
        ids = sorted(self.positions, key=lambda i: (len(i), i))  # numbers in their own order
        self._taken = np.array([self.positions[i] for i in ids], np.int64)
        self.positions.update({i: position for position, i in enumerate(ids)})
        for start in range(0, len(ids), chunk_size):
            yield [self.text(position) for position in range(start, min(start + chunk_size, len(ids)))]

    def comment(self, position: int) -> Comment:
        """The comment at a position."""
        taken = self._taken[position]
        self._file.seek(self._offsets[taken])
        record = self._file.read(self._offsets[taken + 1] - self._offsets[taken])
        return Comment(*json.loads(record))

    def text(self, position: int) -> str:
        """The text at a position."""
        return self.comment(position).text

    @property
    def lengths(self) -> NDArray[np.int32]:
        """(n,) characters of each text."""
        return np.array(self._lengths, np.int32)[self._taken]

    @property
    def authors(self) -> NDArray[np.int64]:
        """(n,) a number for each person; a comment without an author is a person of its own."""
        numbers = np.array(self._authors, np.int64)
        alone = numbers == NOBODY
        numbers[alone] = len(self._author_numbers) + np.arange(alone.sum())
        return numbers[self._taken]

    def _take(self, comment: Comment) -> None:
        if comment.id in self.positions:
            raise AnalysisError(f"the id {comment.id!r} occurs twice")
        self.positions[comment.id] = len(self.positions)
        # ASCII JSON also carries lone surrogates, which broken exports hold.
        record = json.dumps([comment.id, comment.text, comment.author, comment.created_at]).encode("ascii")
        self._file.write(record)
        self._offsets.append(self._offsets[-1] + len(record))
        self._lengths.append(len(comment.text))
        self.has_text = self.has_text or (not comment.text.isspace() and bool(comment.text))
        author = comment.author
        number = NOBODY if author is None else self._author_numbers.setdefault(author, len(self._author_numbers))
        self._authors.append(number)
