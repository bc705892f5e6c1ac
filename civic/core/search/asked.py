"""What somebody asked for: words, phrases in quotation marks, and the beginning of a last word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from civic.core.search.words import encode, fold, spans, telling_terms, terms_of

MAX_CHARACTERS = 200
MAX_CLAUSES = 8
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)')
_SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Phrase:
    """Terms that follow each other; with `is_beginning` the last one may go on."""

    terms: tuple[str, ...]
    is_beginning: bool = False


@dataclass(frozen=True)
class Asked:
    """Clauses that must all be found; each by any of its phrases."""

    clauses: tuple[tuple[Phrase, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.clauses)

    def whole(self) -> Asked:
        """The same question without beginnings."""
        return Asked(tuple(tuple(p for p in clause if not p.is_beginning) for clause in self.clauses))


def read(query: str) -> Asked:
    """Read a question as typed; whatever it holds, it is no error."""
    query = query[:MAX_CHARACTERS]
    quoted = [tuple(term for span in spans(m[1]) for term in span.terms) for m in _QUOTED.finditer(query)]
    clauses: list[tuple[Phrase, ...]] = [(Phrase(terms),) for terms in quoted if terms]
    rest = _QUOTED.sub(" ", query)
    words = [rest[span.start : span.end] for span in spans(rest)]
    # What is being typed has no space behind it.
    open_end = words[-1] if words and rest.endswith(words[-1]) else ""
    asked = [(word, telling_terms(word)) for word in words]
    if not clauses and not any(terms for _word, terms in asked):
        asked = [(word, terms_of(word)) for word in words]  # of nothing but small words
    for word, terms in asked:
        clauses += [_clause(word, term, word == open_end) for term in terms]
    return Asked(tuple(dict.fromkeys(clauses))[:MAX_CLAUSES])


def _clause(word: str, term: str, is_open_end: bool) -> tuple[Phrase, ...]:
    whole = Phrase((term,))
    if not is_open_end or len(word) < _SHORTEST_BEGINNING:
        return (whole,)
    return (whole, *(Phrase((begun,), True) for begun in dict.fromkeys((term, encode(fold(word)))) if begun))
