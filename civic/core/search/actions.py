"""Making the index anew, in pieces that each hold the write lock for a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import delete, func, inspect, select

from civic.core.db.transactions import transaction
from civic.core.search.index import refresh
from civic.core.search.models import SearchDocument
from civic.extensions import db
from civic.modules import SearchSource, registry

BATCH = 500


def reindex(progress: Callable[[int], None] = lambda _percent: None) -> int:
    """Bring every document up to date and drop those whose rows or kinds are gone; returns how many changed."""
    sources = registry().search
    total = sum(db.session.scalar(select(func.count()).select_from(s.model)) or 0 for s in sources) or 1
    changed = done = 0
    for source in sources:
        for batch in (*_rows(source), *_leftovers(source)):
            with transaction():
                changed += refresh(db.session(), source, batch)
            db.session.expunge_all()
            done += len(batch)
            progress(min(99, done * 100 // total))
    with transaction():
        db.session.execute(delete(SearchDocument).where(SearchDocument.kind.not_in([s.kind for s in sources])))
    progress(100)
    return changed


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
