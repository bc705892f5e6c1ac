"""Names for groups of comments: terms, a label, and how well the terms go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civic.analysis.arrays import joined
from civic.analysis.naming.ground import read_ground
from civic.analysis.naming.labels import choose_labels
from civic.analysis.naming.options import label_options
from civic.analysis.naming.terms import choose_terms, distinctive_words, surface_npmi
from civic.analysis.naming.wording import Wording
from civic.analysis.themes import Groups


@dataclass(frozen=True)
class Name:
    """What a group is called.

    Attributes:
        labels: up to three, the best first.
        terms: its words, best first.
        coherence: the mean NPMI of its terms, None for fewer than two.
    """

    labels: tuple[str, ...]
    terms: tuple[str, ...]
    coherence: float | None

    @property
    def label(self) -> str:
        """The best."""
        return self.labels[0]


def name_groups(wording: Wording, groups: Groups, n_terms: int) -> list[Name]:
    """Names of groups of the same comments, in the groups' order."""
    shown = wording.shown
    words = distinctive_words(wording, groups)
    chosen = choose_terms(wording, words, groups, n_terms)
    surfaces = [numbers[positions] for numbers, positions in zip(words.surfaces, chosen, strict=True)]
    terms = [tuple(shown[number] for number in numbers) for numbers in surfaces]
    ground, spelling = read_ground(wording, words, groups), wording.spelling
    options = [label_options(ground, spelling, group) for group in range(groups.k)]
    labels = choose_labels(options, terms, spelling)
    every = np.unique(joined(surfaces))
    npmi = surface_npmi(wording, every)
    names = []
    for titles, own, numbers in zip(labels, terms, surfaces, strict=True):
        at = np.searchsorted(every, numbers)
        pairs = npmi[np.ix_(at, at)][np.triu_indices(len(at), 1)]
        names.append(Name(titles, own, float(pairs.mean()) if len(pairs) else None))
    return names
