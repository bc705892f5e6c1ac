"""Names for groups of comments: terms, a label, and how well the terms go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import joined
from civic.analysis.naming.phrases import choose_labels, count_phrases
from civic.analysis.naming.terms import choose_terms, distinctive_words, surface_npmi
from civic.analysis.naming.wording import Wording
from civic.analysis.themes import Groups


@dataclass(frozen=True)
class Name:
    """What a group is called; `coherence` is the mean NPMI of its terms, None for fewer than two."""

    label: str
    terms: tuple[str, ...]
    coherence: float | None


def name_groups(wording: Wording, groups: Groups, n_terms: int) -> list[Name]:
    """Names of groups of the same comments, in the groups' order."""
    shown = wording.shown
    words = distinctive_words(wording, groups)
    chosen = choose_terms(wording, words, n_terms)
    titles = choose_labels(count_phrases(wording, words, groups), words, chosen, shown)
    surfaces = [numbers[positions] for numbers, positions in zip(words.surfaces, chosen, strict=True)]
    every = np.unique(joined(surfaces))
    npmi = surface_npmi(wording, every)
    names = []
    for title, numbers in zip(titles, surfaces, strict=True):
        at = np.searchsorted(every, numbers)
        pairs = npmi[np.ix_(at, at)][np.triu_indices(len(at), 1)]
        names.append(Name(title, tuple(shown[s] for s in numbers), float(pairs.mean()) if len(pairs) else None))
    return names
