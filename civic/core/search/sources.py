"""Where search results come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import LazyString
from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from civic.core.text import normalized

MAX_WORDS = 8


@dataclass(frozen=True)
class Hit:
    """One thing found: where it is and what it says."""

    kind: str | LazyString
    title: str
    url: str
    text: str = ""
    language: str = ""


Source = Callable[[list[str], int], list[Hit]]


def register(app: Flask, source: Source) -> None:
    """Add a source: given words and a limit it returns hits, best first. Call it in a module's `setup`."""
    app.extensions.setdefault("civic_search", []).append(source)


def find(query: str, limit_per_source: int = 10) -> list[Hit]:
    """Hits of every source, in the order in which the modules stand."""
    words = normalized(query.replace("\x00", " "), "NFKC").split()[:MAX_WORDS]
    if not words:
        return []
    sources: list[Source] = current_app.extensions.get("civic_search", [])
    return [hit for source in sources for hit in source(words, limit_per_source)]


def matches(words: Sequence[str], *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Every word occurs in at least one of the columns, whatever its case; wildcards are taken literally."""
    return and_(*(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words))
