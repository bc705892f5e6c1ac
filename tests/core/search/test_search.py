"""What the search finds, shows and forgets; the same on both databases."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update

from civic.core.db.transactions import transaction
from civic.core.search import dialects
from civic.core.search.actions import reindex
from civic.core.search.models import SearchDocument
from civic.core.search.queries import PAGE, Results, find
from civic.extensions import db
from civic.modules import Document, registry
from civic.participation.comments.models import Comment, CommentState
from civic.participation.processes.models import Phase
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process

pytestmark = pytest.mark.usefixtures("app")


ODD = (
    *(
        "",
        " ",
        '"',
        '""',
        "*",
        "a*",
        "OR",
        "AND NOT",
        "NEAR(a b)",
        "title:x",
        "'",
        "\\",
        "a & !b | (c",
        "-",
        "%",
        "\x00x",
    ),
    *("\ud800", "a" * 5000, "'; DROP TABLE comment --", "🙂", "{title} : x", "zzkindzzcomment", "a\u0301" * 400, "^x"),
    *(":*", "<->", "x:*", "1e5 3.14 0x1f", "١٢٣", "²³", "ﷺ"),
)


def titles(query: str, **filters: object) -> list[str]:
    return ["".join(piece.text for piece in hit.title) for hit in find(query, **filters).hits]


def bodies(query: str, **filters: object) -> list[str]:
    return ["".join(piece.text for piece in hit.snippet) for hit in find(query, kind="comment", **filters).hits]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Daftar Café", "cafe"),
        ("Daftar Café", "CAFÉ"),
        ("Taman lingkungan", '"taman lingkungan"'),
        ("Taman lingkungan", "“taman lingkungan”"),
        ("Pembangunan trotoar", "bangun"),
        ("Perbaikan jalan", "memperbaiki jalannya"),
        ("Jalan tidak aman", "gak aman dijalan"),
        ("Walking and cycling", "cycle walk"),
        ("Shalat Jum'at di lapangan", "jumat"),
        ("Anggaran 2026", "2026"),
        ("Penataan pedagang kaki lima", "penataan peda"),
        ("Регистрация жителей", "регистрация"),
        ("مدينة للجميع", "مدينة"),
        ("Ruang terbuka hijau", "yang ruang"),
    ],
)
def test_a_title_is_found_by(title: str, query: str) -> None:
    make_process(title=title)
    make_process(title="Hal yang lain sama sekali")
    assert titles(query) == [title]


@pytest.mark.parametrize("query", ["lingkungan taman", "sampah", '"lingkungan taman"', "taman kota"])
def test_every_word_and_the_order_of_a_phrase_count(query: str) -> None:
    make_process(title="Taman lingkungan")
    assert titles(query) == (["Taman lingkungan"] if query == "lingkungan taman" else [])


@pytest.mark.parametrize("query", ODD)
def test_whatever_is_typed_is_answered(query: str, app: Flask) -> None:
    make_process(title="Taman lingkungan")
    find(query)
    assert app.test_client().get("/search", query_string={"q": query.encode("utf-8", "replace")}).status_code == 200


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsdHJ1ZV0", "W251bGwsMV0", "é"])
def test_a_cursor_of_ones_own_making_is_no_page(cursor: str, app: Flask) -> None:
    assert app.test_client().get("/search", query_string={"q": "taman", "after": cursor}).status_code == 404


def test_a_comment_is_found_and_gone_with_the_transaction_that_takes_it_away() -> None:
    comment = make_comment(make_consultation(), body="Lampu jalan padam sejak kemarin")
    assert bodies("lampu padam") == ["Lampu jalan padam sejak kemarin"]
    with transaction():
        comment.state = CommentState.WITHDRAWN
    assert documents("comment") == []
    with transaction():
        comment.state, comment.body = CommentState.PUBLISHED, "Selokan mampet"
    assert bodies("padam") == []
    assert bodies("selokan") == ["Selokan mampet"]
    with transaction():
        db.session.delete(comment)
    assert documents("comment") == []


def test_what_is_rolled_back_was_never_indexed() -> None:
    comment = make_comment(make_consultation(), body="Lampu jalan padam")
    with pytest.raises(RuntimeError), transaction():
        comment.body = "Selokan mampet"
        db.session.flush()
        raise RuntimeError
    assert bodies("selokan") == []
    assert bodies("lampu") == ["Lampu jalan padam"]


def test_statements_over_many_rows_are_noticed_too() -> None:
    activity = make_consultation()
    row = {"activity_id": activity.id, "body_html": "", "state": CommentState.PUBLISHED}
    with transaction():
        db.session.execute(insert(Comment), [row | {"body": f"Banjir {n}"} for n in range(3)])
    assert len(bodies("banjir")) == 3
    with transaction():
        db.session.execute(update(Comment).where(Comment.body == "Banjir 1").values(state=CommentState.HIDDEN))
    assert sorted(bodies("banjir")) == ["Banjir 0", "Banjir 2"]
    with transaction():
        db.session.execute(delete(Comment).where(Comment.activity_id == activity.id))
    assert documents("comment") == []


def test_a_row_changed_behind_the_index_is_not_shown_and_mended_by_reindexing() -> None:
    comment = make_comment(make_consultation(), body="Rahasia dapur")
    db.session.connection().execute(update(Comment.__table__).values(state=CommentState.HIDDEN))
    db.session.commit()
    assert documents("comment") == [str(comment.id)]
    assert bodies("rahasia") == []
    assert reindex() == 1
    assert documents("comment") == []
    assert reindex() == 0


def test_what_was_deleted_or_emptied_behind_the_index_is_mended_too() -> None:
    process = make_process(title="Pasar malam")
    db.session.connection().execute(delete(SearchDocument.__table__))
    db.session.commit()
    assert titles("pasar") == []
    reindex()
    assert titles("pasar") == ["Pasar malam"]
    db.session.connection().execute(delete(Phase.__table__))
    db.session.connection().execute(text("DELETE FROM process WHERE id = :id"), {"id": process.id})
    db.session.commit()
    reindex()
    assert documents("process") == []


def test_filters_by_kind_agency_and_what_is_open() -> None:
    mine, other = make_agency(), make_agency()
    activity = make_consultation(make_process(mine, title="Air bersih"), title="Tarif air")
    make_process(other, title="Air mancur")
    make_comment(activity, body="Air keruh")
    assert {facet.kind: facet.count for facet in find("air").facets} == {"process": 2, "consultation": 1, "comment": 1}
    assert titles("air", kind="consultation") == ["Tarif air"]
    assert sorted(titles("air", kind="process", agency_id=mine.id)) == ["Air bersih"]
    assert titles("air", kind="consultation", is_open=True) == ["Tarif air"]
    with transaction():
        activity.closes_at = activity.opens_at.replace(year=activity.opens_at.year)
        activity.opens_at = activity.opens_at.replace(year=2020)
    assert titles("air", kind="consultation", is_open=True) == []


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    activity = make_consultation()
    author = make_account()
    for n in range(PAGE * 2 + 5):
        make_comment(activity, author, body=f"Parkir liar nomor {n}")
    seen, cursor = [], None
    while True:
        page: Results = find("parkir", kind="comment", cursor=cursor)
        seen += [hit.values["comment_id"] for hit in page.hits]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == PAGE * 2 + 5


def test_a_title_comes_before_a_text_and_a_process_before_its_comments() -> None:
    activity = make_consultation(make_process(title="Trotoar"))
    make_comment(activity, body="trotoar trotoar trotoar")
    make_process(title="Lain", description="tentang trotoar")
    hits = find("trotoar").hits
    assert [str(hit.source.label) for hit in hits][:1] == ["Proses"] or hits[0].endpoint == "processes.show"
    assert "".join(piece.text for piece in hits[0].title) == "Trotoar"
    assert hits[0].title[0].is_marked


def test_the_page_marks_words_and_escapes_what_people_wrote(app: Flask) -> None:
    make_comment(make_consultation(), body="Tolong <script>alert(1)</script> perbaiki jalanan ini")
    page = app.test_client().get("/search?q=jalan").text
    assert "<mark>jalanan</mark>" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_source_that_fails_leaves_the_rest_and_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_comment(make_consultation(title="Trotoar"), body="Trotoar rusak")
    source = next(source for source in registry().search if source.kind == "comment")

    def broken(_row: object) -> list[Document]:
        raise RuntimeError("broken")

    monkeypatch.setitem(source.__dict__, "documents", broken)
    results = find("trotoar")
    assert results.hits
    assert results.is_partial
    assert "panel panel--soft" in app.test_client().get("/search?q=trotoar").text


def test_beginnings_are_asked_for_only_where_whole_words_find_little(monkeypatch: pytest.MonkeyPatch) -> None:
    consultation = make_consultation(title="Rapat")
    for body in ("taman kota", "tamanan kota"):
        make_comment(consultation, body=body)
    assert len(bodies("tama")) == 2
    make_comment(consultation, body="tama")
    monkeypatch.setattr(dialects, "ENOUGH", 1)
    assert bodies("tama") == ["tama"]


def documents(kind: str) -> list[str]:
    return list(db.session.scalars(select(SearchDocument.reference).where(SearchDocument.kind == kind)))
