"""What the sources say of their rows now. A row that a source fails at is set aside; the others are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from civic.modules import Document, SearchSource, registry

T = TypeVar("T")
Named = tuple[str, str]  # reference and part


@dataclass
class Read(Generic[T]):
    """What was made of the documents of some rows, and the keys of the rows that could not be read."""

    made: dict[Named, T] = field(default_factory=dict)
    failed: list[Any] = field(default_factory=list)


def read(
    session: Session, source: SearchSource, keys: Sequence[Any], make: Callable[[SearchSource, str, Document], T]
) -> Read[T]:
    """Read these rows as they are now; a failure is told, and the rows it comes from are found by halving."""
    found: Read[T] = Read()
    waiting = [list(keys)]
    error: Exception | None = None
    while waiting:
        some = waiting.pop()
        try:
            with session.begin_nested():
                found.made |= _made(session, source, some, make)
        except Exception as failure:
            error = failure
            if len(some) == 1:
                found.failed += some
            else:
                middle = len(some) // 2
                waiting += [some[middle:], some[:middle]]
    name = f"search {source.kind}"
    if error is None:
        registry().works(source, name)
    else:
        registry().failed(source, name, error)
    return found


def _made(
    session: Session, source: SearchSource, keys: list[Any], make: Callable[[SearchSource, str, Document], T]
) -> dict[Named, T]:
    """Without rows of a kind whose module is no longer installed, and those that the source does not speak of."""
    mapper = inspect(source.model)
    query = select(source.model).where(mapper.primary_key[0].in_(keys)).options(*source.options)
    if mapper.polymorphic_on is not None:
        query = query.where(mapper.polymorphic_on.in_(list(mapper.polymorphic_map)))
    if source.only is not None:
        query = query.where(source.only())
    made = {}
    for row in session.scalars(query, execution_options={"populate_existing": True}).unique():
        reference = str(inspect(row).identity[0])
        for document in source.documents(row):
            made[reference, document.part] = make(source, reference, document)
    return made
