"""The stretch of a text in which the words that were asked for stand, and which words they are."""

from __future__ import annotations

from typing import NamedTuple

from civic.core.search.asked import Asked
from civic.core.search.words import MAX_CHARACTERS, Span, spans
from civic.core.text import normalized

LENGTH = 220
_LEAD = 60


class Piece(NamedTuple):
    """Some characters of a text, and whether they were asked for."""

    text: str
    is_marked: bool = False


def marked(text: str, asked: Asked) -> list[Piece]:
    """The whole text in pieces."""
    text = normalized(text[:MAX_CHARACTERS])
    return _pieces(text, _asked_for(text, asked), 0, len(text))


def snippet(text: str, asked: Asked) -> list[Piece]:
    """About LENGTH characters around the most different words that were asked for, or else the beginning."""
    text = " ".join(normalized(text[:MAX_CHARACTERS]).split())
    found = _asked_for(text, asked)
    best = max(found, key=lambda span: (_variety(found, span.start), -span.start), default=None)
    start = _start_of_word(text, max(0, best.start - _LEAD)) if best and best.start > LENGTH - _LEAD else 0
    end = len(text) if len(text) <= start + LENGTH else text.rfind(" ", start + LENGTH // 2, start + LENGTH)
    end = start + LENGTH if end < 0 else end
    pieces = _pieces(text, found, start, end)
    return [*([Piece("… ")] if start else []), *pieces, *([Piece(" …")] if end < len(text) else [])]


def _asked_for(text: str, asked: Asked) -> list[Span]:
    whole = {term for clause in asked.clauses for p in clause if not p.is_beginning for term in p.terms}
    begun = tuple(term for clause in asked.clauses for p in clause if p.is_beginning for term in p.terms)
    return [
        span
        for span in spans(text)
        if not whole.isdisjoint(span.terms) or (begun and any(term.startswith(begun) for term in span.terms))
    ]


def _variety(found: list[Span], start: int) -> int:
    return len({span.terms for span in found if start <= span.start < start + LENGTH - _LEAD})


def _start_of_word(text: str, at: int) -> int:
    return at and text.find(" ", at) + 1


def _pieces(text: str, found: list[Span], start: int, end: int) -> list[Piece]:
    pieces = []
    at = start
    for span in found:
        if start <= span.start and span.end <= end:
            pieces += [Piece(text[at : span.start]), Piece(text[span.start : span.end], True)]
            at = span.end
    return [piece for piece in [*pieces, Piece(text[at:end])] if piece.text]
