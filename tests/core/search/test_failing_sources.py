"""A source that fails, or whose module is gone: what is told, what is left out, and how it is found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from civic.core.db.transactions import transaction
from civic.core.doctor import Level, _search
from civic.core.jobs import run_here
from civic.core.search.actions import pay_debts, reindex
from civic.core.search.jobs import debts_job
from civic.core.search.models import SearchDebt, SearchDocument
from civic.core.search.queries import PAGE, debts, find
from civic.extensions import db
from civic.modules import Document, SearchSource, registry
from civic.participation.comments.models import Comment, CommentState
from civic.participation.processes.models import Activity
from tests.factories import make_comment, make_consultation

pytestmark = pytest.mark.usefixtures("app")
Break = Callable[[Callable[[Comment], Iterator[Document]]], None]


@pytest.fixture
def source() -> SearchSource:
    return next(source for source in registry().search if source.kind == "comment")


@pytest.fixture
def speak(source: SearchSource, monkeypatch: pytest.MonkeyPatch) -> Break:
    """Put another `documents` in the place of the source's own."""
    return lambda documents: monkeypatch.setitem(source.__dict__, "documents", documents)


def raises(_row: Comment) -> Iterator[Document]:
    raise RuntimeError("broken")


def asks_wrongly(_row: Comment) -> Iterator[Document]:
    db.session.execute(text("SELECT * FROM nothing"))
    yield Document("", "home.index")


def says_nonsense(_row: Comment) -> Iterator[Document]:
    yield Document(None, "home.index")  # type: ignore[arg-type]


def found(query: str) -> list[str]:
    return ["".join(piece.text for piece in hit.snippet) for hit in find(query, kind="comment").hits]


@pytest.mark.parametrize("broken", [raises, asks_wrongly, says_nonsense])
def test_what_a_failing_source_owes_is_told_and_paid_once_it_works(
    broken: Callable[[Comment], Iterator[Document]],
    app: Flask,
    source: SearchSource,
    speak: Break,
) -> None:
    works = source.documents
    speak(broken)
    make_comment(make_consultation(title="Trotoar"), body="Trotoar rusak")
    assert found("trotoar") == []
    assert [hit.source.kind for hit in find("trotoar").hits] == ["consultation"]
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json["failing"]["search: comment"].startswith("1 rows could not be indexed")
    assert [finding.level for finding in _search()] == [Level.WARNING]
    assert pay_debts() == 1
    assert debts() == {"comment": 1}
    speak(works)
    run_here(debts_job.name, {})
    assert found("trotoar") == ["Trotoar rusak"]
    assert debts() == {}
    assert app.test_client().get("/readyz").json["failing"] == {}
    assert [finding.level for finding in _search()] == [Level.OK]


def test_debts_are_paid_by_the_clock() -> None:
    assert debts_job.name in {schedule.job for schedule in registry().schedules}


def test_one_row_that_fails_takes_no_other_with_it(source: SearchSource, speak: Break) -> None:
    works = source.documents
    activity = make_consultation()
    ids = [make_comment(activity, body=f"Selokan {n}").id for n in range(7)]

    def one_fails(row: Comment) -> Iterator[Document]:
        if row.body == "Selokan 3":
            raise RuntimeError
        return works(row)

    speak(one_fails)
    results = find("selokan", kind="comment")
    assert len(results.hits) == 6
    assert results.is_partial
    reindex()
    assert debts() == {"comment": 1}
    assert db.session.scalar(select(SearchDebt.reference)) == str(ids[3])
    assert len(found("selokan")) == 6
    assert not find("selokan").is_partial


def test_words_that_were_changed_while_the_source_failed_find_nothing(source: SearchSource, speak: Break) -> None:
    comment = make_comment(make_consultation(), body="Nama tetangga saya")
    works = source.documents
    speak(raises)
    with transaction():
        comment.body = "Sudah dihapus"
    speak(works)
    assert found("tetangga") == []
    pay_debts()
    assert found("tetangga") == []
    assert found("dihapus") == ["Sudah dihapus"]


def test_nothing_is_owed_of_a_row_that_is_gone_or_of_a_kind_that_is(source: SearchSource, speak: Break) -> None:
    comment = make_comment(make_consultation())
    works = source.documents
    speak(raises)
    with transaction():
        comment.body = "Lain"
    with transaction():
        db.session.delete(comment)
        db.session.add(SearchDebt(kind="umbrella", reference="1"))
    speak(works)
    assert pay_debts() == 0
    assert debts() == {"umbrella": 1}
    reindex()
    assert debts() == {}


def test_the_longest_untried_come_first_so_that_none_stands_in_the_way(
    speak: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civic.core.search.actions.MOST_TRIED", 1)
    activity = make_consultation()
    speak(raises)
    first, second = (make_comment(activity).id for _ in range(2))
    pay_debts()
    pay_debts()
    tried = dict(db.session.execute(select(SearchDebt.reference, SearchDebt.tried_at)).tuples().all())
    assert tried[str(second)] > tried[str(first)]


def test_comments_on_an_activity_whose_module_is_gone_rest_until_it_is_back(app: Flask) -> None:
    here, there = make_consultation(), make_consultation()
    make_comment(here, body="Halte bus di sini")
    make_comment(there, body="Halte bus di sana")
    gone = there.id
    _set_kind(gone, "regatta")
    results = find("halte bus")
    assert found("halte bus") == ["Halte bus di sini"]
    assert (results.count, results.is_partial) == (1, False)
    assert [(facet.kind, facet.count) for facet in results.facets] == [("comment", 1)]
    assert app.test_client().get("/search?q=halte").status_code == 200
    reindex()
    assert debts() == {}
    _set_kind(gone, "consultation")
    reindex()
    assert len(found("halte bus")) == 2


def test_a_page_is_filled_although_much_of_what_ranks_best_may_not_be_shown() -> None:
    activity = make_consultation()
    kept = [make_comment(activity, body=f"Parkir liar {n}").id for n in range(PAGE + 2)]
    gone = [make_comment(activity, body="Parkir parkir parkir").id for _ in range(PAGE * 2)]
    hide = update(Comment.__table__).where(Comment.id.in_(gone)).values(state=CommentState.HIDDEN)
    db.session.connection().execute(hide)
    db.session.commit()
    results = find("parkir")
    assert {hit.values["comment_id"] for hit in results.hits} <= set(kept)
    assert len(results.hits) == PAGE
    assert results.count == len(kept)
    rest = find("parkir", cursor=results.next)
    assert len(rest.hits) == 2
    assert rest.next is None


def test_a_result_that_leads_nowhere_is_left_out_and_told(app: Flask, source: SearchSource, speak: Break) -> None:
    make_comment(make_consultation(title="Lampu"), body="Lampu padam")
    speak(lambda row: iter([Document("Lampu", "nowhere.index")]))
    page = app.test_client().get("/search?q=lampu")
    assert page.status_code == 200
    assert "panel panel--soft" in page.text
    assert "/consultations/" in page.text
    assert {failure.part for failure in registry().failures} == {"address of search comment"}


def test_documents_of_a_kind_without_a_module_are_in_no_result() -> None:
    values = {"reference": "1", "part": "", "title": "payung", "text": "", "tags": "zzkindzzumbrella"}
    with transaction():
        db.session.add(SearchDocument(kind="umbrella", **values))
    results = find("payung")
    assert (results.hits, results.facets, results.count) == ([], [], 0)


def _set_kind(activity_id: int, kind: str) -> None:
    """As the row of a module is that was here and is not installed any more."""
    db.session.connection().execute(update(Activity.__table__).where(Activity.id == activity_id).values(kind=kind))
    db.session.commit()
    db.session.expire_all()
