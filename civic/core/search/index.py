"""Keeping the index true: whatever a session stores, changes or deletes is indexed before it commits.

Nobody has to remember it. Rows that the unit of work writes are noticed in its flush, ORM statements (bulk insert,
update, delete) when they are executed; only statements on a bare connection pass by, and `civic search reindex` mends
those. A statement that changes only what nobody looks for, as a counter, says so: `execution_options(is_found=False)`.
A row that nobody may find any more leaves the index in the transaction that hid it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Result, delete, event, func, inspect, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from civic.core.db.types import utcnow
from civic.core.search import reading
from civic.core.search.models import SearchDebt, SearchDocument
from civic.core.search.words import spelled, tag, terms
from civic.extensions import Model, db
from civic.modules import Document, SearchSource, registry

_PENDING = "civic_search_pending"
_BATCH = 500
_KEY = ("kind", "reference", "part")


@event.listens_for(db.session, "after_flush")
def _notice_rows(session: Session, _context: UOWTransaction) -> None:
    """Remember which rows the flush wrote."""
    for row in (*session.new, *session.dirty, *session.deleted):
        for source, column in _sources_of(type(row)):
            _pending(session)[source.kind].add(getattr(row, column))


@event.listens_for(db.session, "do_orm_execute")
def _notice_statements(state: ORMExecuteState) -> Result[Any] | None:
    """Remember which rows an insert, update or delete is about."""
    mapper = state.bind_mapper
    if mapper is None or not (state.is_insert or state.is_update or state.is_delete):
        return None
    if not state.execution_options.get("is_found", True):
        return None
    sources = _sources_of(mapper.class_)
    if not sources:
        return None
    session, key, result = state.session, mapper.primary_key[0], None
    if state.is_insert:
        last = session.scalar(select(func.max(key))) or 0
        result = state.invoke_statement()
        these = key > last
    else:
        where = getattr(state.statement, "whereclause", None)
        these = true() if where is None else where
    for source, column in sources:
        _pending(session)[source.kind].update(session.scalars(select(getattr(mapper.class_, column)).where(these)))
    return result


@event.listens_for(db.session, "before_commit")
def _index_pending(session: Session) -> None:
    """Bring the index up to date with what this transaction did."""
    session.flush()
    pending: dict[str, set[Any]] = session.info.pop(_PENDING, {})
    for source in registry().search if pending else ():
        for references in _batches(sorted(pending.get(source.kind, ()))):
            refresh(session, source, references)


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)


def refresh(session: Session, source: SearchSource, references: list[Any]) -> int:
    """Make the documents of these rows what their source says now; returns how many changed.

    Of a row that the source fails at nothing is found any more, old words least of all; it is owed (`SearchDebt`), and
    tried again by the clock.
    """
    read = reading.read(session, source, references, _values)
    wanted = {(source.kind, *named): values for named, values in read.made.items()}
    held = _held(session, source.kind, references)
    changed = [values for key, values in wanted.items() if key not in held or held[key][1] != values]
    gone = [number for key, (number, _values) in held.items() if key not in wanted]
    if gone:
        session.execute(delete(SearchDocument).where(SearchDocument.id.in_(gone)))
    if changed:
        _store(session, SearchDocument, changed)
    if read.failed:
        now = utcnow()
        owed = [{"kind": source.kind, "reference": str(key), "tried_at": now} for key in read.failed]
        _store(session, SearchDebt, owed)
    return len(changed) + len(gone)


def _store(session: Session, model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows, or change what stands under their key."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(model)
    key = [name for name in _KEY if name in rows[0]]
    changing = {name: statement.excluded[name] for name in rows[0] if name not in key}
    session.connection().execute(statement.on_conflict_do_update(index_elements=key, set_=changing), rows)


def _held(session: Session, kind: str, references: list[Any]) -> dict[tuple[str, ...], tuple[int, dict[str, Any]]]:
    """key -> (id, values) of what the index has of these rows."""
    of_these = SearchDocument.reference.in_([str(reference) for reference in references])
    found = session.execute(select(SearchDocument.__table__).where(SearchDocument.kind == kind, of_these)).mappings()
    return {
        tuple(row[name] for name in _KEY): (row["id"], {name: value for name, value in row.items() if name != "id"})
        for row in found
    }


def _values(source: SearchSource, reference: str, document: Document) -> dict[str, Any]:
    tags = [tag("kind", source.kind)]
    if document.language:
        tags.append(tag("language", document.language))
    if document.agency_id is not None:
        tags.append(tag("agency", document.agency_id))
    if document.opens_at is not None:
        tags.append(tag("timed", "yes"))
    return {
        "kind": source.kind,
        "reference": reference,
        "part": document.part,
        "title": terms(document.title),
        "text": f"{terms(document.text)} {spelled(document.title)}".strip(),
        "tags": " ".join(tags),
        "opens_at": document.opens_at,
        "closes_at": document.closes_at,
    }


def _sources_of(model: type[Any]) -> list[tuple[SearchSource, str]]:
    """The sources that read this table, with the attribute of its rows that holds the key of what is found."""
    found = []
    for source in registry().search:
        if issubclass(model, source.model) or issubclass(source.model, model):
            found.append((source, inspect(source.model).primary_key[0].key))
        found += [(source, column) for other, column in source.follows.items() if issubclass(model, other)]
    return found


def _pending(session: Session) -> defaultdict[str, set[Any]]:
    pending: defaultdict[str, set[Any]] = session.info.setdefault(_PENDING, defaultdict(set))
    return pending


def _batches(references: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(references), _BATCH):
        yield references[start : start + _BATCH]
