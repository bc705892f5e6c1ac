"""Comments in groups, as naming looks at them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from civic.analysis.compute import Local
from civic.analysis.corpus import Corpus, count_words, read_chunk
from civic.analysis.naming import Name, Wording, name_groups, read_spelling
from civic.analysis.themes import Features, Groups


def names_of(groups: Sequence[Sequence[str]], names: Collection[str] = (), n_terms: int = 5) -> list[Name]:
    """The names of groups of comments; `names` are those of places and agencies."""
    texts = [text for own in groups for text in own]
    labels = np.repeat(np.arange(len(groups)), [len(own) for own in groups])
    themes = Groups(labels, len(groups))
    corpus = Corpus([read_chunk(texts)])
    stems = corpus.stem_words
    columns = np.append(np.arange(len(stems)), -1).astype(np.int32)
    features = Features(columns, stems, np.ones(len(stems)))
    counts = [count_words(chunk, columns, len(stems)) for chunk in corpus.chunks]
    spelling = read_spelling(themes, lambda row: texts[row], names)
    return name_groups(
        Wording(Local(1), corpus.chunks, counts, features, corpus.surface_words, spelling), themes, n_terms
    )
