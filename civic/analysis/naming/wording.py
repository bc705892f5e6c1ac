"""What comments say, as everything that names groups of them looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from civic.analysis.arrays import Bools, split
from civic.analysis.compute import Executor, Local
from civic.analysis.corpus import Tokens, count_words, select
from civic.analysis.naming.spelling import Spelling
from civic.analysis.themes import Features


@dataclass(frozen=True)
class Wording:
    """The words of n comments, in chunks.

    Attributes:
        executor: where `counts` lie.
        tokens: of each chunk, in order.
        counts: how often each comment of each chunk says each feature.
        features: which words are counted.
        shown: the form that people read behind each number of a surface.
        spelling: how people write these forms, and which are names.
    """

    executor: Executor
    tokens: Sequence[Tokens]
    counts: Sequence[Any]
    features: Features
    shown: Sequence[str]
    spelling: Spelling

    @property
    def lengths(self) -> list[int]:
        """Comments of each chunk."""
        return [len(chunk) for chunk in self.tokens]

    def only(self, chosen: Bools) -> Wording:
        """The words of the few comments that a mask (n,) keeps: counted here, not worth a way to a cluster."""
        tokens = [select(chunk, mask) for chunk, mask in zip(self.tokens, split(chosen, self.lengths), strict=True)]
        counts = [count_words(chunk, self.features.columns, len(self.features.words)) for chunk in tokens]
        return replace(self, executor=Local(), tokens=tokens, counts=counts)
