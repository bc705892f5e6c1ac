"""Names for the parts of themes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from civic.analysis.compute import Local
from civic.analysis.corpus import Ints, Tokens, count_words, select, split
from civic.analysis.naming.names import Name, name_groups
from civic.analysis.themes import Parts

TERMS = 5


def name_parts(
    tokens: Sequence[Tokens], parts: Parts, columns: Ints, n_features: int, shown: Sequence[str]
) -> list[list[Name]]:
    """For each theme its parts' names, by what sets each part apart from its siblings.

    Told by a sample, which is small: not worth a way to a cluster.
    """
    names: list[list[Name]] = []
    for rows, k in zip(parts.samples, parts.counts, strict=True):
        if not k:
            names.append([])
            continue
        kept = np.zeros(len(parts.labels), bool)
        kept[rows] = True
        masks = split(kept, [len(chunk) for chunk in tokens])
        here = [select(chunk, mask) for chunk, mask in zip(tokens, masks, strict=True)]
        counts = [count_words(chunk, columns, n_features) for chunk in here]
        names.append(name_groups(Local(), here, counts, parts.labels[kept], k, columns, shown, TERMS))
    return names
