"""Many comments as numbers.

In: comments, from a file or a stream. Out: the `CommentStore` that keeps their texts, and the `Corpus` of numbered
words that everything after it counts with, in chunks, wherever an executor keeps them.
"""

from __future__ import annotations

from civic.analysis.corpus.chunks import split, take_rows, unit_rows
from civic.analysis.corpus.corpus import (
    LANGUAGES,
    NONE,
    Corpus,
    Counts,
    Ints,
    Longs,
    ReadChunk,
    Tokens,
    count_words,
    document_frequency,
    read_chunk,
    select,
)
from civic.analysis.corpus.io import read_assignments, read_comments
from civic.analysis.corpus.store import CommentStore

__all__ = [
    "LANGUAGES",
    "NONE",
    "CommentStore",
    "Corpus",
    "Counts",
    "Ints",
    "Longs",
    "ReadChunk",
    "Tokens",
    "count_words",
    "document_frequency",
    "read_assignments",
    "read_chunk",
    "read_comments",
    "select",
    "split",
    "take_rows",
    "unit_rows",
]
