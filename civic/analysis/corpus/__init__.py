"""Many comments as numbers.

In: comments, from a file or a stream. Out: the `CommentStore` that keeps their texts, and the `Corpus` of numbered
words that everything after it counts with; `Placed` hands its chunks along once it is known where comments lie.
"""

from __future__ import annotations

from civic.analysis.corpus.corpus import (
    LANGUAGES,
    Corpus,
    ReadChunk,
    Tokens,
    count_words,
    document_frequency,
    read_chunk,
    select,
)
from civic.analysis.corpus.io import read_comments, read_former
from civic.analysis.corpus.placed import Placed
from civic.analysis.corpus.store import CommentStore

__all__ = [
    "LANGUAGES",
    "CommentStore",
    "Corpus",
    "Placed",
    "ReadChunk",
    "Tokens",
    "count_words",
    "document_frequency",
    "read_chunk",
    "read_comments",
    "read_former",
    "select",
]
