"""How each database is asked: FTS5 on SQLite, tsvector on PostgreSQL. Both read terms, so both find the same."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, TextClause, bindparam, text

from civic.core.db.types import UTCDateTime, utcnow
from civic.core.search.asked import Asked, Phrase
from civic.extensions import db

# PostgreSQL looks through the newest rows of a kind first: a word that is frequent is found there soon, and one that is
# rare is cheap to find by the index. FTS5 walks its lists from the newest on and can stop anywhere.
RECENT = 10_000
ENOUGH = 20  # found by whole words: then beginnings are not asked for
_FTS5 = text("""
    SELECT d.id, d.kind, d.reference, d.part, d.title, d.text
    FROM search_terms s JOIN search_document d ON d.id = s.rowid
    WHERE search_terms MATCH :match
      AND (NOT :is_open OR (d.opens_at <= :now AND (d.closes_at IS NULL OR d.closes_at > :now)))
    ORDER BY s.rowid DESC LIMIT :limit
""").bindparams(bindparam("now", type_=UTCDateTime))
_NEWEST = text("""
    WITH d AS MATERIALIZED (SELECT * FROM search_document WHERE kind = :kind ORDER BY id DESC LIMIT :recent)
    SELECT d.id, d.kind, d.reference, d.part, d.title, d.text
    FROM d WHERE d.terms @@ CAST(:match AS tsquery)
      AND (NOT :is_open OR (d.opens_at <= :now AND (d.closes_at IS NULL OR d.closes_at > :now)))
    ORDER BY d.id DESC LIMIT :limit
""").bindparams(bindparam("now", type_=UTCDateTime))
_ANY = text("""
    SELECT d.id, d.kind, d.reference, d.part, d.title, d.text
    FROM search_document d WHERE d.terms @@ CAST(:match AS tsquery)
      AND (NOT :is_open OR (d.opens_at <= :now AND (d.closes_at IS NULL OR d.closes_at > :now)))
    LIMIT :limit
""").bindparams(bindparam("now", type_=UTCDateTime))

Found = Row[tuple[int, str, str, str, str, str]]


def candidates(asked: Asked, kind: str, tags: Sequence[str], *, is_open: bool, limit: int) -> list[Found]:
    """Documents of a kind that hold all clauses and tags, about the newest first, at most `limit`.

    Whole words are asked for first: all words that begin like the last one may be many, and gathering them costs most.
    """
    found = _candidates(asked.whole(), kind, tags, is_open=is_open, limit=limit)
    if len(found) >= ENOUGH or asked == asked.whole():
        return found
    return _candidates(asked, kind, tags, is_open=is_open, limit=limit)


def _candidates(asked: Asked, kind: str, tags: Sequence[str], *, is_open: bool, limit: int) -> list[Found]:
    values = {"kind": kind, "is_open": is_open, "now": utcnow(), "limit": limit}
    if db.engine.dialect.name == "sqlite":
        return _rows(_FTS5, values | {"match": _fts5(asked, tags)})
    values |= {"match": _tsquery(asked, tags)}
    recent = _rows(_NEWEST, values | {"recent": RECENT})
    if len(recent) >= limit:
        return recent
    present = {row.id for row in recent}
    older = [row for row in _rows(_ANY, values) if row.id not in present]
    return (recent + sorted(older, key=lambda row: -row.id))[:limit]


def _rows(statement: TextClause, values: dict[str, object]) -> list[Found]:
    return list(db.session.execute(statement, values).all())


def _fts5(asked: Asked, tags: Sequence[str]) -> str:
    def phrase(phrase: Phrase) -> str:
        return f'"{" ".join(phrase.terms)}"' + ("*" if phrase.is_beginning else "")

    clauses = [f"{{title text}} : ({' OR '.join(map(phrase, clause))})" for clause in asked.clauses]
    return " AND ".join([*(f'tags : "{tag}"' for tag in tags), *clauses])


def _tsquery(asked: Asked, tags: Sequence[str]) -> str:
    def phrase(phrase: Phrase) -> str:
        *first, last = (f"'{term}'" for term in phrase.terms)
        return " <-> ".join([*first, last + (":*" if phrase.is_beginning else "")])

    clauses = [f"({' | '.join(map(phrase, clause))})" for clause in asked.clauses]
    return " & ".join([*(f"'{tag}'" for tag in tags), *clauses])
