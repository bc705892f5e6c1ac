"""How each database is asked: FTS5 on SQLite, tsvector on PostgreSQL. Both read terms, so both find the same."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, TextClause, bindparam, text

from civic.core.db.types import UTCDateTime, utcnow
from civic.core.search.asked import Asked, Phrase
from civic.core.search.words import tag
from civic.extensions import db

ENOUGH = 20  # found by whole words: then beginnings are not asked for
NEWEST = 5_000  # rows of a kind that PostgreSQL looks through one by one
_COLUMNS = "SELECT d.id, d.kind, d.reference, d.part, d.title, d.text"
_OPEN = "(NOT :is_open OR (d.opens_at <= :now AND (d.closes_at IS NULL OR d.closes_at > :now)))"
_NOW = bindparam("now", type_=UTCDateTime)
# FTS5 walks its lists from the newest on, skips in them, and stops anywhere.
_FTS5 = text(f"""
    {_COLUMNS} FROM search_terms s JOIN search_document d ON d.id = s.rowid
    WHERE search_terms MATCH :match AND {_OPEN}
    ORDER BY s.rowid DESC LIMIT :limit
""").bindparams(_NOW)
# GIN knows no order. A word that is frequent is found soon in the newest rows, read one by one (`IS TRUE` keeps them
# from being looked up in the index); one that is not has few rows to sort. `+ 0` keeps the planner, which can only
# guess how many rows hold two words, from reading all rows one by one until there are enough.
_FLOOR = text("SELECT id FROM search_document WHERE kind = :kind ORDER BY id DESC OFFSET :newest LIMIT 1")
_NEAR = text(f"""
    {_COLUMNS} FROM search_document d
    WHERE d.kind = :kind AND d.id > :floor AND (d.terms @@ CAST(:match AS tsquery)) IS TRUE AND {_OPEN}
    ORDER BY d.id DESC LIMIT :limit
""").bindparams(_NOW)
_FAR = text(f"""
    {_COLUMNS} FROM search_document d
    WHERE d.kind = :kind AND d.id > :floor AND d.id <= :ceiling AND d.terms @@ CAST(:match AS tsquery) AND {_OPEN}
    ORDER BY d.id + 0 DESC LIMIT :limit
""").bindparams(_NOW)

Found = Row[tuple[int, str, str, str, str, str]]


def candidates(asked: Asked, kind: str, tags: Sequence[str], *, is_open: bool, limit: int) -> list[Found]:
    """Documents of a kind that hold all clauses and tags, the newest first, at most `limit`.

    Whole words are asked for first: all words that begin like the last one may be many, and gathering them costs most.
    """
    found = _candidates(asked.whole(), kind, tags, is_open=is_open, limit=limit)
    if len(found) >= ENOUGH or asked == asked.whole():
        return found
    return _candidates(asked, kind, tags, is_open=is_open, limit=limit)


def _candidates(asked: Asked, kind: str, tags: Sequence[str], *, is_open: bool, limit: int) -> list[Found]:
    values = {"is_open": is_open, "now": utcnow(), "limit": limit}
    if db.engine.dialect.name == "sqlite":
        return _rows(_FTS5, values | {"match": _fts5(asked, [tag("kind", kind), *tags])})
    return _by_windows(values | {"kind": kind, "match": _tsquery(asked, tags)}, limit)


def _by_windows(values: dict[str, object], limit: int) -> list[Found]:
    """From the newest rows on until there are enough: these, as far back as it then seems to need, all.

    Uses ix_search_document_kind_id, then ix_search_document_terms.
    """
    floor = db.session.scalar(_FLOOR, {"kind": values["kind"], "newest": NEWEST})
    found = _rows(_NEAR, values | {"floor": floor or 0})
    if floor is None:
        return found
    enough = floor - 2 * NEWEST * (limit - len(found)) // (len(found) + 1)
    for low, high in ((enough, floor), (0, enough)):
        if len(found) < limit and high > 0:
            found += _rows(_FAR, values | {"floor": low, "ceiling": high, "limit": limit - len(found)})
    return found


def _rows(statement: TextClause, values: dict[str, object]) -> list[Found]:
    return list(db.session.execute(statement, values).all())


def _fts5(asked: Asked, tags: Sequence[str]) -> str:
    def phrase(phrase: Phrase) -> str:
        return f'"{" ".join(phrase.terms)}"' + ("*" if phrase.is_beginning else "")

    clauses = [f"{{title text}} : ({' OR '.join(map(phrase, clause))})" for clause in asked.clauses]
    return " AND ".join([*(f'tags : "{term}"' for term in tags), *clauses])


def _tsquery(asked: Asked, tags: Sequence[str]) -> str:
    def phrase(phrase: Phrase) -> str:
        *first, last = (f"'{term}'" for term in phrase.terms)
        return " <-> ".join([*first, last + (":*" if phrase.is_beginning else "")])

    clauses = [f"({' | '.join(map(phrase, clause))})" for clause in asked.clauses]
    return " & ".join([*(f"'{term}'" for term in tags), *clauses])
