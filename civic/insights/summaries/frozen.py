"""Where each comment stands in an edition, read from the tables that were frozen with it.

They never change, so a process keeps what it has read of them, and the place of a comment within its theme is a number
that stays: the most typical one is the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from flask import current_app
from numpy.typing import NDArray

from civic.core.caching import Kept
from civic.core.files import path_of
from civic.insights.summaries.content import Opinions
from civic.insights.summaries.models import Summary
from civic.opendata import tables

NO_THEME = -1
KEPT_BYTES = 64_000_000  # 32 bytes a comment: the editions that are read now, or one of two million comments


@dataclass(frozen=True)
class Placements:
    """An edition's comments; arrays of shape (comments,) in order of `ids`, votes of shape (comments, 3).

    Attributes:
        themes: number of the published theme, NO_THEME for none.
        weights: 0 to 1, how strongly each belongs.
        votes: how many agree, disagree, skip, as it was published.
    """

    ids: NDArray[np.int64]
    themes: NDArray[np.int32]
    weights: NDArray[np.float64]
    votes: NDArray[np.int32]

    @property
    def size_bytes(self) -> int:
        """What it takes to keep."""
        return sum(array.nbytes for array in (self.ids, self.themes, self.weights, self.votes))

    def within(self, theme: int) -> NDArray[np.int64]:
        """The comments of a theme, the most typical first."""
        rows = np.flatnonzero(self.themes == theme)
        return self.ids[rows[np.lexsort((self.ids[rows], -self.weights[rows]))]]

    def themes_of(self, comments: Iterable[int]) -> dict[int, int | None]:
        """The theme of each of these comments, None for no theme; those that the edition has not read are left out."""
        rows = {comment: row for comment in comments if (row := self._row(comment)) is not None}
        return {
            comment: None if self.themes[row] == NO_THEME else int(self.themes[row]) for comment, row in rows.items()
        }

    def opinions_of(self, comment: int) -> Opinions:
        """What people thought of a comment when it was published."""
        row = self._row(comment)
        return Opinions(*map(int, self.votes[row])) if row is not None else Opinions()

    def _row(self, comment: int) -> int | None:
        row = int(np.searchsorted(self.ids, comment))
        return row if row < len(self.ids) and self.ids[row] == comment else None


def placements_of(summary: Summary) -> Placements:
    """Read from its tables once by each process: a fifth of a second for 50,000 comments."""
    kept: Kept[Placements] = current_app.extensions.setdefault("civic_placements", Kept(KEPT_BYTES))
    key = summary.files["assignments"], summary.files["comments"]
    found = kept.get(key)
    if found is None:
        found = _read(*key)
        kept.keep(key, found, found.size_bytes)
    return found


def saying(summary: Summary, words: Iterable[str]) -> NDArray[np.int64]:
    """The edition's comments in whose text, as it was frozen, all these words stand; in order."""
    path = path_of(summary.files["comments"])
    wanted = list(words)
    condition = " AND ".join(["contains(strip_accents(lower(text)), strip_accents(lower(?)))"] * len(wanted)) or "true"
    with tables.connect(path) as connection:
        found = connection.execute(f"SELECT id FROM data WHERE {condition} ORDER BY id", wanted)  # noqa: S608
        return np.asarray(found.fetchnumpy()["id"], np.int64)


def _read(assignments: str, comments: str) -> Placements:
    with tables.connect(path_of(assignments)) as connection:
        columns = f"comment, coalesce(theme, {NO_THEME}) AS theme, coalesce(weight, 0) AS weight"
        placed = connection.execute(f"SELECT {columns} FROM data ORDER BY comment").fetchnumpy()  # noqa: S608
    with tables.connect(path_of(comments)) as connection:
        known = {row[0] for row in connection.execute("DESCRIBE data").fetchall()}  # the first editions knew no skips
        columns = ", ".join(
            f"coalesce({name}, 0) AS {name}" if name in known else f"0 AS {name}"
            for name in ("agrees", "disagrees", "skips")
        )
        voted = connection.execute(f"SELECT id, {columns} FROM data ORDER BY id").fetchnumpy()  # noqa: S608
    ids = np.asarray(placed["comment"], np.int64)
    votes = np.zeros((len(ids), 3), np.int32)
    rows = np.searchsorted(ids, voted["id"])
    votes[rows] = np.column_stack([voted[name] for name in ("agrees", "disagrees", "skips")])
    return Placements(ids, np.asarray(placed["theme"], np.int32), np.asarray(placed["weight"], np.float64), votes)
