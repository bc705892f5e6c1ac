"""A theme's page of its own: every comment behind it, found by its words, gone when its author takes it back."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.db.types import utcnow
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.runs.actions import prepare_here, store_result
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.insights.summaries import behind
from civic.insights.summaries.actions import publish_summary
from civic.insights.summaries.behind import page_of, voices
from civic.insights.summaries.content import Opinions
from civic.insights.summaries.exports import code, pseudonym
from civic.insights.summaries.frozen import placements_of
from civic.insights.summaries.models import Summary
from civic.participation.comments.actions import edit_comment, withdraw_comment
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import Consultation
from tests.factories import make_account, make_comment
from tests.helpers import count_queries
from tests.insights.conftest import planted

LETTER = "Kami menolak kenaikan tarif parkir"


@pytest.fixture
def edition(run: AnalysisRun, drafter: Account) -> Summary:
    """Published after a comment was moved, a theme renamed and another one answered."""
    first, second, _third = curated_run(run).themes
    edit(drafter, run, EditKind.MOVE, {"comment": first.quotes[0], "theme": second.number})
    edit(drafter, run, EditKind.RENAME, {"theme": second.number, "label": "Lampu & gang"})
    edit(drafter, run, EditKind.RESPOND, {"theme": first.number, "status": "accepted", "answer": "Kami **perbaiki**."})
    return publish_summary(drafter, run)


def address(theme: int, edition: int = 1) -> str:
    return f"/consultations/kota/summary/{edition}/themes/{theme}"


def listed(page: str) -> list[int]:
    """The comments on a page, by their anchors."""
    return [int(number) for number in re.findall(r'id="c(\d+)"', page)]


def test_every_comment_of_a_theme_is_on_its_page_and_no_other(client: FlaskClient, edition: Summary) -> None:
    everywhere: list[int] = []
    for theme in edition.content.themes:
        page = client.get(address(theme.number)).text
        assert len(listed(page)) == theme.size
        assert f"Semua {theme.size} tanggapan" in page
        everywhere += listed(page)
    assert len(everywhere) == len(set(everywhere)) == edition.content.counts.in_themes


def test_what_stands_in_no_theme_can_be_read_as_well(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    first, second, third = curated_run(run).themes
    outside = placed_in(run, first.number)[0]
    edit(drafter, run, EditKind.MOVE, {"comment": outside, "theme": "none"})
    aside = placed_in(run, second.number)[0]
    edit(drafter, run, EditKind.EXCLUDE, {"comments": [aside], "reason": "Iklan"})
    edit(drafter, run, EditKind.HIDE, {"theme": third.number})
    hidden = placed_in(run, third.number)
    publish_summary(drafter, run)
    page = "/consultations/kota/summary/1/remainder"
    assert page in client.get("/consultations/kota/summary").text
    assert {outside, aside, *hidden} <= set(listed(client.get(page).text))
    text = db.session.get_one(Comment, outside).body
    assert text in client.get(page).text
    withdraw_comment(db.session.get_one(Comment, outside).author, db.session.get_one(Comment, outside))
    assert text not in client.get(page).text
    assert outside in listed(client.get(page).text)
    assert client.get("/consultations/kota/summary/2/remainder").status_code == 404
    assert client.get(f"{page}?after=x").status_code == 404


def placed_in(run: AnalysisRun, theme: int) -> list[int]:
    query = db.session.query(RunAssignment.item_id).filter_by(run_id=run.id, home=theme)
    return [row.item_id for row in query.order_by(RunAssignment.item_id)]


def test_what_drafters_do_later_does_not_show(
    client: FlaskClient, run: AnalysisRun, drafter: Account, edition: Summary
) -> None:
    first, second, third = edition.content.themes
    before = [listed(client.get(address(theme.number)).text) for theme in edition.content.themes]
    edit(drafter, run, EditKind.MERGE, {"theme": first.number, "into": second.number})
    edit(drafter, run, EditKind.MOVE, {"comment": before[2][0], "theme": second.number})
    assert before == [listed(client.get(address(theme.number)).text) for theme in (first, second, third)]
    publish_summary(drafter, run)
    assert client.get(address(first.number, edition=2)).status_code == 404
    assert before[2][0] in listed(client.get(address(second.number, edition=2)).text)
    earlier = client.get(address(first.number))
    assert "edisi terdahulu" in earlier.text
    assert "noindex" in earlier.text


def test_pages_follow_one_another_both_ways_and_hold_each_comment_once(
    edition: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(behind, "PER_PAGE", 3)
    theme = edition.content.themes[0]
    pages, cursor = [], None
    while True:
        found = voices(edition, theme.number, (), cursor)
        assert found.total == theme.size
        pages.append([voice.id for voice in found.page.items])
        if found.page.next is None:
            break
        cursor = found.page.next
    assert list(chain(*pages)) == placements_of(edition).within(theme.number).tolist()
    back = [pages[-1]]
    while found.page.previous is not None:
        found = voices(edition, theme.number, (), found.page.previous)
        back.insert(0, [voice.id for voice in found.page.items])
    assert back == pages
    for number, page in enumerate(pages):
        for comment in page:
            cursor = page_of(edition, theme.number, comment)
            assert [voice.id for voice in voices(edition, theme.number, (), cursor).page.items] == pages[number]


@pytest.mark.parametrize("query", ["after=x", "after=9" + "9" * 30])
def test_a_cursor_that_is_none_is_not_found(client: FlaskClient, edition: Summary, query: str) -> None:
    assert client.get(f"{address(edition.content.themes[0].number)}?{query}").status_code == 404


def test_a_page_beyond_the_last_and_a_comment_from_elsewhere_do_no_harm(client: FlaskClient, edition: Summary) -> None:
    number = edition.content.themes[0].number
    assert listed(client.get(f"{address(number)}?after=9999").text) == []
    assert listed(client.get(f"{address(number)}?comment=99999").text) == listed(client.get(address(number)).text)
    assert client.get(address(12345)).status_code == 404


def test_words_are_searched_within_the_theme(client: FlaskClient, edition: Summary) -> None:
    said = {row.id: row.body.lower() for row in db.session.query(Comment)}
    dark = {comment for comment, body in said.items() if "lampu" in body and "gelap" in body}
    within = {t.number: dark & set(placements_of(edition).within(t.number).tolist()) for t in edition.content.themes}
    number, wanted = max(within.items(), key=lambda item: len(item[1]))
    page = client.get(f"{address(number)}?q=LAMPU+gelap").text
    assert wanted
    assert set(listed(page)) == wanted
    assert f"{len(wanted)} tanggapan memuat" in page
    assert "Tidak ada tanggapan yang memuat" in client.get(f"{address(number)}?q=%25_'\"").text


@pytest.mark.parametrize("how", ["withdrawn", "corrected"])
def test_what_an_author_takes_back_is_neither_shown_nor_found(
    client: FlaskClient, run: AnalysisRun, drafter: Account, how: str
) -> None:
    theme = curated_run(run).themes[0]
    comment = db.session.get_one(Comment, theme.quotes[0])
    comment.body, comment.created_at = "Trotoar rahasiaku", utcnow()
    db.session.commit()
    summary = publish_summary(drafter, run)
    page = client.get(f"{address(theme.number)}?q=rahasiaku")
    assert listed(page.text) == [comment.id]
    if how == "withdrawn":
        withdraw_comment(comment.author, comment)
    else:
        edit_comment(comment.author, comment, "Trotoar saja")
    again = client.get(f"{address(theme.number)}?q=rahasiaku", headers={"If-None-Match": page.headers["ETag"]})
    assert listed(again.text) == []
    page = client.get(address(theme.number)).text
    assert "rahasiaku" not in page
    assert ("tidak lagi ditampilkan" if how == "withdrawn" else "sudah diubah penulisnya") in page
    assert len(listed(page)) == summary.content.themes[0].size


def test_the_same_words_are_read_once_and_every_copy_is_counted(
    client: FlaskClient, consultation: Consultation, drafter: Account
) -> None:
    copies = [make_comment(consultation, body=LETTER, agrees=number) for number in range(4)]
    run = prepare_here(drafter, of_activity(consultation))
    others = [row.id for row in db.session.query(Comment).filter(Comment.body != LETTER).limit(3)]
    store_result(run.id, planted({0: [copy.id for copy in copies] + others}), 5)
    db.session.query(Comment).filter(Comment.body == LETTER).update({"disagree_count": 1})
    db.session.commit()
    summary = publish_summary(drafter, db.session.get_one(AnalysisRun, run.id))
    choirs = voices(summary, 0).choirs
    assert [len(choir.voices) for choir in choirs if len(choir.voices) > 1] == [4]
    assert next(choir for choir in choirs if len(choir.voices) == 4).opinions == Opinions(6, 4, 0)
    page = client.get(address(0)).text
    assert page.count(LETTER) == 1
    assert set(listed(page)) == {copy.id for copy in copies} | set(others)
    assert "4 tanggapan dengan kata-kata yang sama" in page
    assert "6 setuju · 4 tidak setuju" in page


def test_no_page_of_a_theme_connects_a_name_or_a_code_of_the_downloads(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    theme = curated_run(run).themes[0]
    comment = db.session.get_one(Comment, theme.quotes[0])
    comment.author = make_account(name="Nama Sekali")
    comment.body = "Trotoar di depan 0812-3456-7890 rusak"
    db.session.commit()
    publish_summary(drafter, run)
    page = client.get(address(theme.number)).text
    assert "depan" in page
    assert "0812-3456-7890" not in page
    assert "Nama Sekali" not in page
    assert code(run.activity_id, comment.id) not in page
    assert pseudonym(run.activity_id, f"a{comment.author_id}") not in page


def test_a_shared_theme_says_what_it_is_about(client: FlaskClient, edition: Summary) -> None:
    theme = edition.content.answered[0]
    page = client.get(address(theme.number)).text
    assert f'property="og:title" content="{theme.label} – ' in page
    description = re.search(r'property="og:description" content="([^"]*)"', page)
    assert description
    assert f"{theme.people} orang, {theme.size} tanggapan" in description[1]
    assert "Diterima. Kami perbaiki." in description[1]
    assert f"http://localhost{address(theme.number)}" in page


def test_themes_lead_to_one_another(client: FlaskClient, edition: Summary) -> None:
    first, second, third = (theme.number for theme in edition.content.themes)
    pages = {number: client.get(address(number)).text for number in (first, second, third)}
    assert f'href="{address(second)}"' in pages[first]
    assert 'rel="prev"' not in pages[first]
    assert f'href="{address(first)}"' in pages[second]
    assert f'href="{address(third)}"' in pages[second]
    assert 'rel="next"' not in pages[third]


def test_a_themes_page_costs_few_questions_and_is_not_sent_again(client: FlaskClient, edition: Summary) -> None:
    path = address(edition.content.themes[0].number)
    for url in (path, f"{path}?q=trotoar"):
        first = client.get(url)
        assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    db.session.remove()
    client.application.extensions.pop("civic_copies")
    with count_queries() as statements:
        client.get(f"{path}?q=trotoar")
    assert len(statements) <= 7, statements  # on PostgreSQL with the versions of the tables


def test_there_is_no_comment_of_a_number_that_no_table_holds(client: FlaskClient, edition: Summary) -> None:
    number = edition.content.themes[0].number
    assert client.get(f"{address(number)}?comment=9223372036854775808").status_code == 404
