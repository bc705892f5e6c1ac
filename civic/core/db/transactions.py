"""The one way to change state: actions wrap their body in `transaction()`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import has_request_context

from civic.core.db.engine import writing
from civic.extensions import db

_DEPTH = "civic_transaction_depth"


@contextmanager
def transaction() -> Iterator[None]:
    """Commit on leaving the outermost block; on an error roll everything back.

    Actions may call actions: only the outermost block ends the transaction, so that a person's one
    step is stored whole or not at all.
    """
    session = db.session()
    depth = session.info.get(_DEPTH, 0)
    if depth == 0 and not has_request_context() and not (session.new or session.dirty or session.deleted):
        # Outside a request what was read so far began without the write lock: end it, read anew under it.
        session.commit()
    session.info[_DEPTH] = depth + 1
    try:
        with writing():
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
