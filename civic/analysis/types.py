"""The values that travel into the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LEARNED = "learned"
SIMILARITY = 0.62  # copies of a letter with 15 % of the words changed in each keep 0.65 and more
Wanted = int | tuple[int, int] | Literal["auto", "coarser", "finer"]
GRAINS = {"auto": 1.0, "coarser": 0.5, "finer": 2.0}  # times as many themes as are likely


@dataclass(frozen=True)
class Comment:
    """One comment; `author` tells people apart, `created_at` (ISO 8601) orders copies."""

    id: str
    text: str
    author: str | None = None
    created_at: str | None = None


@dataclass(frozen=True)
class Settings:
    """What decides a result besides the text.

    Attributes:
        n_themes: a number, a range (fewest, most), or "auto": the data decide; "coarser" or "finer" than that: half or
            twice as many.
        seed: of the samples that are drawn from a large corpus.
        encoder: "learned" from the corpus, or the folder or package of a sentence encoder, with its languages
            where it does not declare them: "folder@id,en".
        min_similarity: cosine to its theme below which a comment stays unassigned.
        duplicate_similarity: share of words that copies have in common.
        quotes, terms: how many of each a theme gets.
        subthemes: whether large themes are divided once more.
    """

    n_themes: Wanted = "auto"
    seed: int = 0
    encoder: str = LEARNED
    min_similarity: float = 0.15
    duplicate_similarity: float = SIMILARITY
    quotes: int = 5
    terms: int = 10
    subthemes: bool = True


@dataclass(frozen=True)
class Resources:
    """What an analysis may use. The result does not depend on it, but for `names`, which decide what themes are called.

    Attributes:
        n_jobs: processes that read, and threads that calculate.
        cluster: address of a Dask scheduler that the heavy steps run on (extra civic[cluster]).
        memory_mb: of comments kept in memory; what is more lies in a temporary file.
        names: of the places and agencies of the city; none of them is a theme's label alone.
    """

    n_jobs: int = 1
    cluster: str | None = None
    memory_mb: int = 256
    names: frozenset[str] = frozenset()
