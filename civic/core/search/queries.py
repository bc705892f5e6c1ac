"""Finding: capped candidates of each kind, ranked here (the same on both databases), shown from the rows themselves."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import func, inspect, select

from civic.core.search import asked as questions
from civic.core.search.asked import Asked, Phrase
from civic.core.search.dialects import Found, candidates
from civic.core.search.models import SearchDebt
from civic.core.search.reading import read
from civic.core.search.snippets import Piece, marked, snippet
from civic.core.search.words import tag
from civic.errors import NotFound
from civic.extensions import db
from civic.modules import Document, SearchSource, Text, registry

CAP = 500  # of each kind so many of the newest that hold the words are ranked; more are told as "500+"
PAGE = 20
LOOKS = (PAGE + 1, 100, 500)  # how many are looked at for a page, as long as it is not full of what can be shown
_TITLE, _LENGTH = 4.0, 60


@dataclass(frozen=True)
class Hit:
    """One thing found: of which source, where, and what it says."""

    source: SearchSource
    title: list[Piece]
    heading: Text
    snippet: list[Piece]
    endpoint: str
    values: dict[str, Any]
    language: str
    stamp: datetime | None


@dataclass(frozen=True)
class Facet:
    """How many of a kind there are, up to the cap."""

    kind: str
    label: Text
    count: int
    is_capped: bool

    def without(self, missing: int) -> Facet:
        return replace(self, count=self.count - missing)


@dataclass(frozen=True)
class Results:
    """A page of what was found; `is_partial` when a module failed to show what it has."""

    hits: list[Hit] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    count: int = 0
    is_capped: bool = False
    is_partial: bool = False
    next: str | None = None


def references(kind: str, query: str) -> list[str]:
    """Keys of the rows of one kind that hold the words, for a list that filters by them; at most CAP."""
    asked = questions.read(query)
    found = candidates(asked, kind, [], is_open=False, limit=CAP) if asked else []
    return [row.reference for row in found]


@dataclass(frozen=True)
class _Ranked:
    score: int
    row: Found


def find(
    query: str, *, kind: str = "", agency_id: int | None = None, is_open: bool = False, cursor: str | None = None
) -> Results:
    """What the portal has about `query`, best first.

    Cost does not grow with what is stored: at most CAP candidates of each kind are read and ranked.

    Raises:
        NotFound: the cursor is not one that this function made.
    """
    asked = questions.read(query)
    after = _decode(cursor) if cursor else None
    if not asked:
        return Results()
    tags = [tag("agency", agency_id)] if agency_id is not None else []
    if is_open:
        tags.append(tag("timed", "yes"))
    facets, ranked = [], []
    for source in registry().search:
        found = candidates(asked, source.kind, tags, is_open=is_open, limit=CAP + 1)
        is_capped = len(found) > CAP
        found = found[:CAP]
        if found:
            facets.append(Facet(source.kind, source.label, len(found), is_capped))
        if kind in ("", source.kind):
            ranked += [_Ranked(_score(asked, row, source.weight), row) for row in found]
    ranked.sort(key=lambda r: (-r.score, -r.row.id))
    rest = [r for r in ranked if after is None or (-r.score, -r.row.id) > (-after[0], -after[1])]
    page = _page(asked, rest)
    return Results(
        hits=[hit for _last, hit in page.shown],
        is_partial=page.is_partial,
        facets=[facet.without(page.missing[facet.kind]) for facet in facets],
        count=len(ranked) - page.missing.total(),
        is_capped=any(facet.is_capped for facet in facets if kind in ("", facet.kind)),
        next=_encode(page.shown[-1][0]) if page.shown and page.has_more else None,
    )


@dataclass
class _Page:
    """What is shown of the ranked, and how many of each kind were met that may not be found any more."""

    shown: list[tuple[_Ranked, Hit]] = field(default_factory=list)
    missing: Counter[str] = field(default_factory=Counter)
    is_partial: bool = False
    has_more: bool = False


def _page(asked: Asked, ranked: Sequence[_Ranked]) -> _Page:
    """The first PAGE of these that can be shown, from the rows as they are now."""
    page, start = _Page(), 0
    for size in LOOKS:
        some = ranked[start : start + size]
        start += size
        hits, failed = _shown(asked, [r.row for r in some])
        page.is_partial = page.is_partial or failed
        for r in some:
            hit = hits.get((r.row.kind, r.row.reference, r.row.part))
            if hit is None:
                page.missing[r.row.kind] += 1
            elif len(page.shown) < PAGE:
                page.shown.append((r, hit))
            else:
                page.has_more = True
        if len(page.shown) == PAGE or start >= len(ranked):
            break
    page.has_more = page.has_more or start < len(ranked)
    return page


def _score(asked: Asked, row: Found, weight: float) -> int:
    """How well a document answers: clauses in the title and often in a short text count most. In thousandths."""
    title, text = f" {row.title} ", f" {row.text} "
    damped = 1 + math.log1p(len(text) / _LENGTH / 6)  # six characters a term
    total = 0.0
    for clause in asked.clauses:
        total += max(_TITLE * _worth(title, p) + _worth(text, p) / damped for p in clause)
    if len(asked.clauses) > 1:
        near = " ".join(term for clause in asked.clauses for term in clause[0].terms)
        total += 2 * (f" {near} " in title) + (f" {near} " in text)
    return int(1000 * weight * total)


def _worth(terms: str, phrase: Phrase) -> float:
    """0 where the phrase does not stand; the second time is worth less than the first, a beginning less than a word."""
    end = "" if phrase.is_beginning else " "
    count = terms.count(f" {' '.join(phrase.terms)}{end}")
    return math.log1p(count) * (0.4 if phrase.is_beginning else 1.0)


def _shown(asked: Asked, found: Iterable[Found]) -> tuple[dict[tuple[str, str, str], Hit], bool]:
    """Results by kind, reference and part, and whether a source failed at some of its own.

    One that may not be found any more is left out.
    """
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for row in found:
        keys[row.kind].add(row.reference)
    hits: dict[tuple[str, str, str], Hit] = {}
    is_partial = False
    for source in registry().search:
        if source.kind in keys:
            kind = inspect(source.model).primary_key[0].type.python_type
            of_source = read(db.session(), source, [kind(key) for key in keys[source.kind]], partial(_hit, asked))
            hits |= {(source.kind, *named): hit for named, hit in of_source.made.items()}
            is_partial = is_partial or bool(of_source.failed)
    return hits, is_partial


def _hit(asked: Asked, source: SearchSource, _reference: str, document: Document) -> Hit:
    return Hit(
        source,
        marked(document.title, asked),
        document.heading,
        snippet(document.text, asked) if document.text else [],
        document.endpoint,
        dict(document.values),
        document.language,
        document.stamp,
    )


def debts() -> dict[str, int]:
    """How many rows of each kind could not be indexed and wait to be tried again."""
    query = select(SearchDebt.kind, func.count()).group_by(SearchDebt.kind).order_by(SearchDebt.kind)
    return dict(db.session.execute(query).tuples().all())


def _encode(last: _Ranked) -> str:
    data = json.dumps([last.score, last.row.id]).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(cursor: str) -> tuple[int, int]:
    try:
        data = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        score, last = data
        if type(score) is not int or type(last) is not int:
            raise ValueError
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise NotFound from None
    return score, last
