"""Keyset pagination: the hundred-thousandth row costs as much as the first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Engine, Row, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from civic.errors import NotFound
from civic.extensions import db
from civic.web.parsing import LARGEST

EARLIEST_YEAR, LATEST_YEAR = 1900, 2999  # beyond, a zone's hours may lead out of the calendar
T = TypeVar("T")
Column = InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Page(Generic[T]):
    """A stretch of rows with the cursors of its neighbours (None where there is none)."""

    items: list[T]
    previous: str | None
    next: str | None


def keyset(
    query: Select[*tuple[Any, ...]],
    columns: Sequence[Column],
    cursor: str | None,
    limit: int,
    *,
    descending: bool = False,
    scalars: bool = True,
) -> Page[Any]:
    """One page of `query`, ordered by `columns` (unique together; an index over them is what makes it fast).

    Raises:
        NotFound: the cursor is not one that this function made.
    """
    backwards, values = _decode(cursor, columns) if cursor else (False, None)
    upwards = descending if backwards else not descending
    if values is not None:
        query = query.where(_beyond(list(columns), values, upwards))
    query = query.order_by(*(c.asc() if upwards else c.desc() for c in columns)).limit(limit + 1)
    result = db.session.execute(query)
    rows = list(result.scalars().unique() if scalars else result)
    more = len(rows) > limit
    rows = rows[:limit]
    if backwards:
        rows.reverse()

    def key(row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, c.key) for c in columns)

    has_previous = more if backwards else values is not None
    has_next = values is not None if backwards else more
    return Page(
        rows,
        previous=_encode(True, key(rows[0])) if rows and has_previous else None,
        next=_encode(False, key(rows[-1])) if rows and has_next else None,
    )


def cursor_after(*values: Any) -> str:
    """The cursor of the page that begins behind a row with these values of the ordering columns."""
    return _encode(False, values)


def chunked(engine: Engine, query: Select[*tuple[Any, ...]], column: Column, size: int = 1_000) -> Iterator[Row[Any]]:
    """All rows in order of `column` (unique, among those selected), read `size` at a time.

    Each piece in a session of its own: reading all may take long, go on in another thread for each, and must hold no
    transaction meanwhile.
    """
    beyond = query
    while True:
        with Session(engine) as session:
            rows = session.execute(beyond.order_by(column).limit(size)).all()
        yield from rows
        if len(rows) < size:
            return
        beyond = query.where(column > getattr(rows[-1], column.key))


def _beyond(columns: list[Column], values: list[Any], upwards: bool) -> ColumnElement[bool]:
    """Rows after `values` in the order of `columns`: a <= x and (a < x or ...), which an index can walk."""
    column, value = columns[0], values[0]
    strict: ColumnElement[bool] = column > value if upwards else column < value
    if len(columns) == 1:
        return strict
    loose = column >= value if upwards else column <= value
    return and_(loose, or_(strict, _beyond(columns[1:], values[1:], upwards)))


def _encode(backwards: bool, values: tuple[Any, ...]) -> str:
    plain = [v.isoformat() if isinstance(v, datetime) else v for v in values]
    data = json.dumps([int(backwards), *plain], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(cursor: str, columns: Sequence[Column]) -> tuple[bool, list[Any]]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        backwards, *plain = json.loads(base64.urlsafe_b64decode(padded))
        if backwards not in (0, 1) or isinstance(backwards, bool):
            raise ValueError("no direction")
        values = [_typed(value, column.type.python_type) for value, column in zip(plain, columns, strict=True)]
    except (ValueError, TypeError, OverflowError, UnicodeEncodeError, binascii.Error, RecursionError):
        raise NotFound from None
    return bool(backwards), values


def _typed(value: Any, kind: type[Any]) -> Any:
    """The value as its column has it; raises ValueError for what no such column holds."""
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            raise ValueError("no time of ours")
        return moment
    if type(value) is not kind or (kind is int and abs(value) > LARGEST):
        raise ValueError("wrong kind of value")
    return value
