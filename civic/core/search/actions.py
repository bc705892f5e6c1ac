"""Making the index anew or in part, in pieces that each hold the write lock for a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import delete, func, inspect, select

from civic.core.db.transactions import transaction
from civic.core.search.index import refresh
from civic.core.search.models import SearchDebt, SearchDocument
from civic.extensions import db
from civic.modules import SearchSource, registry

BATCH = 500
MOST_TRIED = 5_000  # rows of a source at one time


def reindex(progress: Callable[[int], None] = lambda _percent: None) -> int:
    """Bring every document up to date and drop those whose rows or kinds are gone; returns how many changed."""
    sources = registry().search
    total = sum(db.session.scalar(select(func.count()).select_from(s.model)) or 0 for s in sources) or 1
    changed = done = 0
    for source in sources:
        for batch in (*_rows(source), *_leftovers(source)):
            with transaction():
                changed += _again(source, batch)
            db.session.expunge_all()
            done += len(batch)
            progress(min(99, done * 100 // total))
    with transaction():
        for table in (SearchDocument, SearchDebt):
            db.session.execute(delete(table).where(table.kind.not_in([s.kind for s in sources])))
    progress(100)
    return changed


def pay_debts() -> int:
    """Try the rows that could not be indexed again, the longest untried first; returns how many still cannot be."""
    sources = registry().search
    for source in sources:
        kind = inspect(source.model).primary_key[0].type.python_type
        query = select(SearchDebt.reference).where(SearchDebt.kind == source.kind).order_by(SearchDebt.tried_at)
        owed = [kind(reference) for reference in db.session.scalars(query.limit(MOST_TRIED))]
        for start in range(0, len(owed), BATCH):
            with transaction():
                _again(source, owed[start : start + BATCH])
    return db.session.scalar(select(func.count()).where(SearchDebt.kind.in_([s.kind for s in sources]))) or 0


def _again(source: SearchSource, keys: list[Any]) -> int:
    """Index rows and forgive what was owed of them; `refresh` writes down anew what cannot be read.

    The debt goes first: whoever changes such a row meanwhile writes it down too, so one of both waits for the other.
    """
    of_these = SearchDebt.reference.in_([str(key) for key in keys])
    db.session.execute(delete(SearchDebt).where(SearchDebt.kind == source.kind, of_these))
    return refresh(db.session(), source, keys)


def is_empty() -> bool:
    """Whether nothing has been indexed yet."""
    return db.session.scalar(select(SearchDocument.id).limit(1)) is None


def _rows(source: SearchSource) -> Iterator[list[Any]]:
    """The keys of all rows of a source, in order."""
    key = inspect(source.model).primary_key[0]
    last: Any = None
    while True:
        query = select(key).order_by(key).limit(BATCH)
        batch = list(db.session.scalars(query if last is None else query.where(key > last)))
        if not batch:
            return
        yield batch
        last = batch[-1]


def _leftovers(source: SearchSource) -> Iterator[list[Any]]:
    """The keys in the index of rows that are no more."""
    key = inspect(source.model).primary_key[0]
    kind = key.type.python_type
    last = 0
    while True:
        query = select(SearchDocument.id, SearchDocument.reference).where(
            SearchDocument.kind == source.kind, SearchDocument.id > last
        )
        rows = db.session.execute(query.order_by(SearchDocument.id).limit(BATCH)).all()
        if not rows:
            return
        references = {kind(row.reference) for row in rows}
        present = set(db.session.scalars(select(key).where(key.in_(references))))
        if gone := sorted(references - present):
            yield gone
        last = rows[-1].id
