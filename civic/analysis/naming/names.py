"""Names for groups of comments: terms, a label, and how well the terms go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from civic.analysis.compute import Executor
from civic.analysis.corpus import Ints, Tokens
from civic.analysis.naming.phrases import choose_labels, count_phrases
from civic.analysis.naming.terms import choose_terms, distinctive_words, surface_npmi
from civic.analysis.themes import Labels


@dataclass(frozen=True)
class Name:
    """What a group is called; `coherence` is the mean NPMI of its terms, None for fewer than two."""

    label: str
    terms: tuple[str, ...]
    coherence: float | None


def name_groups(
    executor: Executor,
    tokens: Sequence[Tokens],
    counts: Sequence[Any],
    labels: Labels,
    k: int,
    columns: Ints,
    shown: Sequence[str],
    n_terms: int,
) -> list[Name]:
    """Names of groups 0 … k-1.

    Args:
        tokens, counts: chunks of the same comments.
        labels: (n,) group of each comment, -1 for none.
        columns: (stems + 1,) feature of each stem.
        shown: the surfaces.
    """
    words = distinctive_words(executor, counts, tokens, labels, k, columns, shown)
    chosen = choose_terms(executor, tokens, words, n_terms)
    phrases = count_phrases(executor, tokens, words, labels, k, columns)
    sizes = np.bincount(labels[labels >= 0], minlength=k)
    titles = choose_labels(phrases, words, chosen, sizes, shown)
    surfaces = [numbers[positions] for numbers, positions in zip(words.surfaces, chosen, strict=True)]
    every = np.unique(np.concatenate([np.zeros(0, np.int64), *surfaces]))
    npmi = surface_npmi(executor, tokens, every)
    names = []
    for title, numbers in zip(titles, surfaces, strict=True):
        at = np.searchsorted(every, numbers)
        pairs = npmi[np.ix_(at, at)][np.triu_indices(len(at), 1)]
        names.append(Name(title, tuple(shown[s] for s in numbers), float(pairs.mean()) if len(pairs) else None))
    return names
