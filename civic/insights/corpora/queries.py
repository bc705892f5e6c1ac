"""Finding sources and corpora again by what an analysis has kept of them."""

from __future__ import annotations

from civic.errors import NotFound
from civic.modules import registry
from civic.modules.corpora import Corpus, CorpusSource


def source_of(kind: str) -> CorpusSource:
    """The source of a kind; raises NotFound when the module that brought it is not installed."""
    for source in registry().corpora:
        if source.kind == kind:
            return source
    raise NotFound


def corpus_of(kind: str, ref: str) -> Corpus:
    """A corpus as it is now; raises NotFound."""
    return source_of(kind).corpus(ref)
