"""The one way to change state: actions wrap their body in `transaction()`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from civic.core.db.engine import writing
from civic.errors import Conflict, Invalid, NotFound
from civic.extensions import Model, db

Row = TypeVar("Row", bound=Model)

_DEPTH = "civic_transaction_depth"
# What another person's simultaneous step can cause: a key that is taken or gone (SQLite by name, PostgreSQL by
# SQLSTATE), and PostgreSQL's "serialization failure" and "deadlock". A missing value or a failed check is our fault.
_TAKEN = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"}
_RACES = _TAKEN | {"SQLITE_CONSTRAINT_FOREIGNKEY", "23503", "40001", "40P01"}


@contextmanager
def transaction() -> Iterator[None]:
    """Commit on leaving the outermost block; on an error roll everything back.

    Actions may call actions: only the outermost block ends the transaction, so that a person's one
    step is stored whole or not at all. On SQLite it holds the one write lock: what is slow (hashing,
    reading a file, rendering) is done before it. Rows that were read before it are read anew within.

    Raises:
        Conflict: somebody else's step came first.
        NotFound: a row that was read before is gone.
    """
    session = db.session()
    depth = session.info.get(_DEPTH, 0)
    if depth == 0:
        _begin_anew(session)
    session.info[_DEPTH] = depth + 1
    try:
        with writing(), _told_as_conflict():
            yield
            if depth == 0:
                session.commit()
            else:
                session.flush()
    except BaseException:
        if depth == 0:
            session.rollback()
        raise
    finally:
        session.info[_DEPTH] = depth


@contextmanager
def apart() -> Iterator[Session]:
    """A short transaction of its own, kept whatever becomes of the caller's.

    Never within `transaction()`, which on SQLite holds the lock that this one waits for.
    """
    if db.session().info.get(_DEPTH):
        raise RuntimeError("apart() would wait for the transaction() around it")
    with writing(), Session(db.engine) as session, session.begin():
        yield session


@contextmanager
def taken(field: str, message: str) -> Iterator[None]:
    """Around `transaction()`: what somebody else took in the same moment is told at its field, as Invalid.

    Who looks first and finds it taken tells it so already; of two who look at once, only the database sees both.
    """
    try:
        yield
    except Conflict as conflict:
        if isinstance(conflict.__cause__, IntegrityError) and _code(conflict.__cause__) in _TAKEN:
            raise Invalid(field, message) from conflict
        raise


def locked(row: Row) -> Row:
    """The row as it is now, held until the transaction ends: of two people one comes second."""
    db.session.refresh(row, with_for_update={"of": type(row)})
    return row


def _begin_anew(session: Session) -> None:
    """End the transaction of what was read so far: it began without the lock, and may be old news."""
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("state is changed within transaction() only")
    session.commit()
    session.expire_all()


@contextmanager
def _told_as_conflict() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, OperationalError) as error:
        if _code(error) in _RACES:
            raise Conflict from error
        raise
    except StaleDataError as error:
        raise Conflict from error
    except ObjectDeletedError as error:
        raise NotFound from error


def _code(error: DBAPIError) -> str | None:
    """The driver's own name of what went wrong."""
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorname", None)
    return getattr(error.orig, "sqlstate", None)
