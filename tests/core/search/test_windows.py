"""The search looks from the newest on and stops when it has enough, and still finds the one old row."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from civic.core.db.types import utcnow
from civic.core.search import asked, dialects, queries
from civic.core.search.dialects import candidates
from civic.core.search.queries import find
from civic.extensions import db
from tests.factories import make_account, make_comment, make_consultation
from tests.helpers import count_queries

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows and caps that a dozen rows overflow."""
    monkeypatch.setattr(dialects, "NEWEST", 3)
    monkeypatch.setattr(dialects, "ENOUGH", 2)
    monkeypatch.setattr(queries, "CAP", 4)


def comments(*bodies: str) -> list[int]:
    activity, author = make_consultation(title="Rapat"), make_account()
    return [make_comment(activity, author, body=body).id for body in bodies]


def found(query: str, limit: int) -> list[str]:
    rows = candidates(asked.read(query), "comment", [], is_open=False, limit=limit)
    return [row.reference for row in rows]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("query", ["angsa", "angs", '"angsa putih"', "angsa putih"])
def test_one_old_row_is_found_behind_any_number_of_newer_ones(query: str) -> None:
    old, *_rest = comments("angsa putih", *(f"banjir {n}" for n in range(12)))
    assert found(query, 4) == [str(old)]
    assert find(query).count == 1


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("limit", [1, 2, 4, 6, 9])
@pytest.mark.parametrize("query", ["banjir ", "banjir", "banj", "jalan banjir ", '"banjir di jalan"'])
def test_whatever_is_left_out_is_the_oldest(query: str, limit: int) -> None:
    ids = comments(*("banjir di jalan" if n % 2 else f"lain {n}" for n in range(14)))
    expected = [str(number) for n, number in enumerate(ids) if n % 2][::-1]
    assert found(query, limit) == expected[:limit]


@pytest.mark.usefixtures("small")
def test_as_many_as_the_cap_are_told_exactly(app: Flask) -> None:
    comments(*["banjir"] * 4)
    results = find("banjir ")
    assert (results.count, results.is_capped) == (4, False)
    assert "(4)" in app.test_client().get("/search?q=banjir").text


@pytest.mark.usefixtures("small")
def test_more_than_the_cap_is_told_as_more_and_never_as_a_number(app: Flask) -> None:
    comments(*["banjir"] * 9)
    results = find("banjir ")
    assert (results.count, results.is_capped) == (4, True)
    assert [(facet.count, facet.is_capped) for facet in results.facets] == [(4, True)]
    page = app.test_client().get("/search?q=banjir", headers={"Accept-Language": "en"}).text
    assert "(4+)" in page
    assert "lebih dari 4" in page or "more than 4" in page


def test_the_number_of_statements_does_not_grow_with_what_is_found() -> None:
    comments("banjir besar")
    with count_queries() as few:
        find("banjir")
    db.session.rollback()
    comments(*["banjir besar"] * 25)
    with count_queries() as many:
        find("banjir")
    assert len(many) <= len(few)


@pytest.mark.usefixtures("small")
def test_of_a_frequent_word_only_the_newest_window_is_read() -> None:
    comments(*["banjir"] * 9)
    with count_queries() as statements:
        found("banjir ", 3)
    assert len(statements) == (1 if db.engine.dialect.name == "sqlite" else 2)
    assert not any("+ 0 DESC" in statement for statement in statements)


def test_the_lists_of_terms_are_used_and_nothing_is_sorted_that_is_in_order() -> None:
    if db.engine.dialect.name == "sqlite":
        plan = _plan("EXPLAIN QUERY PLAN ", dialects._FTS5, match='"banj"*')
        assert "VIRTUAL TABLE INDEX" in plan
        assert "TEMP B-TREE" not in plan
        made = db.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'search_terms'"))
        assert "prefix='3 4 5 6'" in made
        return
    fill = """INSERT INTO search_document (kind, reference, part, title, text, tags)
        SELECT 'comment', n, '', '', 'kata' || n || ' sama', '' FROM generate_series(1, 5000) n"""
    db.session.execute(text(fill))
    db.session.execute(text("SELECT gin_clean_pending_list('ix_search_document_terms')"))
    db.session.execute(text("ANALYZE search_document"))
    near = _plan("EXPLAIN ", dialects._NEAR, match="'kata7':*", kind="comment", floor=0)
    assert "Index Scan Backward using" in near
    assert "ix_search_document_terms" not in near
    for match in ("'kata7'", "'kata7' & 'sama'", "'kata77':*"):
        far = _plan("EXPLAIN ", dialects._FAR, match=match, kind="comment", floor=0, ceiling=4500)
        assert "Bitmap Index Scan on ix_search_document_terms" in far


def _plan(explain: str, statement: object, **values: object) -> str:
    values |= {"is_open": False, "now": utcnow(), "limit": 5}
    rows = db.session.execute(text(f"{explain}{statement.text}").bindparams(dialects._NOW), values).all()  # type: ignore[attr-defined]
    return "\n".join(str(column) for row in rows for column in row)
