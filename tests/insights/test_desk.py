"""The drafter's desk, as its pages and forms are used."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.extensions import db
from civic.insights.curation import figures
from civic.insights.curation.actions import edit
from civic.insights.curation.figures import STEPS, figures_of, sorted_themes
from civic.insights.curation.models import CurationEdit, EditKind, ResponseStatus
from civic.insights.curation.queries import curated_run, tally_of
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunTheme
from civic.modules import Role
from civic.participation.comments.models import Comment
from civic.participation.comments.reactions import react
from civic.web.filters import marked
from tests.conftest import sign_in
from tests.factories import make_account, make_agency
from tests.helpers import count_queries


def items_of(run: AnalysisRun, theme: int) -> list[int]:
    query = db.select(RunAssignment.item_id).where(RunAssignment.run_id == run.id, RunAssignment.theme == theme)
    return list(db.session.scalars(query.order_by(RunAssignment.item_id)))


@pytest.fixture
def desk(client: FlaskClient, run: AnalysisRun, drafter: Account) -> FlaskClient:
    return sign_in(client, drafter)


@pytest.fixture
def numbers(run: AnalysisRun) -> list[int]:
    return [theme.number for theme in curated_run(run).themes]


def test_one_stroke_saves_name_and_answer_and_goes_on_to_the_next_theme_without_one(
    desk: FlaskClient, run: AnalysisRun, numbers: list[int]
) -> None:
    first, second, third = numbers
    address = f"/workbench/runs/{run.id}/themes"
    page = desk.get(f"{address}/{first}").text
    assert [value in page for value in ResponseStatus] == [True] * 4
    data = {"seq": "0", "label": "Trotoar kita", "answer": "Dikerjakan", "note": "", "status": "accepted"}
    answer = desk.post(f"{address}/{first}", data=data)
    assert (answer.status_code, answer.location) == (303, f"{address}/{second}")
    theme = curated_run(run).theme(first)
    assert (theme.label, theme.answer, theme.status) == ("Trotoar kita", "Dikerjakan", ResponseStatus.ACCEPTED)
    assert [row.kind for row in db.session.query(CurationEdit)] == [EditKind.RENAME, EditKind.RESPOND]
    desk.post(f"{address}/{third}", data={"seq": "2", "answer": "Nanti", "status": "under_study"})
    last = desk.post(f"{address}/{second}", data={"seq": "3", "answer": "Ya", "status": "accepted"})
    assert last.location == f"/workbench/runs/{run.id}"  # every theme has an answer


def test_saving_without_a_choice_stays_and_what_is_not_new_is_no_edit(
    desk: FlaskClient, run: AnalysisRun, numbers: list[int]
) -> None:
    address = f"/workbench/runs/{run.id}/themes/{numbers[0]}"
    data = {"seq": "0", "label": curated_run(run).theme(numbers[0]).label, "answer": "", "note": "Penjelasan"}
    assert desk.post(address, data=data).location == address
    assert curated_run(run).theme(numbers[0]).note == "Penjelasan"
    assert "Tidak ada perubahan" in desk.post(address, data=data | {"seq": "1"}, follow_redirects=True).text
    assert db.session.query(CurationEdit).count() == 1


def test_what_is_wrong_is_told_at_its_field_and_nothing_of_it_is_kept(
    desk: FlaskClient, run: AnalysisRun, numbers: list[int]
) -> None:
    address = f"/workbench/runs/{run.id}/themes/{numbers[0]}"
    data = {"seq": "0", "label": "Nama baru", "answer": "", "status": "accepted"}
    answer = desk.post(address, data=data)
    assert answer.status_code == 422
    assert 'href="#answer"' in answer.text
    assert 'value="Nama baru"' in answer.text
    without = desk.post(address, data=data | {"answer": "Alasan", "status": ""})
    assert "Alasan</textarea>" in without.text
    assert "Pilih apa yang dilakukan kota" in without.text
    assert "Beri nama tema" in desk.post(address, data=data | {"label": " "}).text
    assert db.session.query(CurationEdit).count() == 0


def test_two_drafters_answer_different_themes_and_only_the_same_one_is_a_conflict(
    desk: FlaskClient, run: AnalysisRun, numbers: list[int], agency: Agency
) -> None:
    colleague = make_account(Role.DRAFTER, agency)
    edit(colleague, run, EditKind.RESPOND, {"theme": numbers[1], "status": "accepted", "answer": "Ya"})
    address = f"/workbench/runs/{run.id}/themes"
    data = {"seq": "0", "answer": "Punya saya", "status": "accepted"}
    assert desk.post(f"{address}/{numbers[0]}", data=data).status_code == 303
    refused = desk.post(f"{address}/{numbers[1]}", data=data)
    assert refused.status_code == 409
    assert "Punya saya</textarea>" in refused.text
    edit(colleague, run, EditKind.MERGE, {"theme": numbers[2], "into": numbers[0]})
    gone = desk.post(f"{address}/{numbers[2]}", data=data | {"answer": "Panjang " * 10})
    assert gone.status_code == 409
    assert "Panjang Panjang" in gone.text


def test_ticked_comments_move_and_the_list_stays_where_it_was(
    desk: FlaskClient, run: AnalysisRun, numbers: list[int]
) -> None:
    first, second, _third = numbers
    some = items_of(run, first)[:2]
    address = f"/workbench/runs/{run.id}/edits"
    form = {"back": first, "theme": first, "view": "q=a&evil=1&after="}
    answer = desk.post(address, data=form | {"kind": "move", "to": second, "comments": some})
    assert answer.location == f"/workbench/runs/{run.id}/themes/{first}?q=a#members"
    assert curated_run(run).moves == dict.fromkeys(some, second)
    desk.post(address, data=form | {"kind": "confirm", "comments": items_of(run, first)[2]})
    page = desk.get(f"/workbench/runs/{run.id}/themes/{first}?standing=placed").text
    assert page.count('<article class="member"') == 1
    nothing = desk.post(address, data=form | {"kind": "move", "to": second}, follow_redirects=True)
    assert "Centang sedikitnya satu" in nothing.text


def test_all_that_a_search_has_found_can_be_moved_at_once(
    desk: FlaskClient, run: AnalysisRun, numbers: list[int]
) -> None:
    first, second, _third = numbers
    word = db.session.get_one(Comment, items_of(run, first)[0]).body.split()[0]
    page = desk.get(f"/workbench/runs/{run.id}/themes/{first}?q={word}").text
    found = set(map(int, re.findall(r'name="comments"\s+value="(\d+)"', page)))
    assert f"<mark>{word}</mark>" in page
    form = {"kind": "move", "every": "1", "from": first, "to": second, "view": f"q={word}", "back": first}
    desk.post(f"/workbench/runs/{run.id}/edits", data=form)
    assert set(curated_run(run).moves) == found


@pytest.mark.parametrize(
    "query", ["since=2026-13-01&until=x", "standing=lain&received=?", "part=%00", "after=x", "q=" + "a" * 900]
)
def test_what_no_field_says_narrows_nothing_and_breaks_nothing(
    desk: FlaskClient, run: AnalysisRun, numbers: list[int], query: str
) -> None:
    for page in (f"themes/{numbers[0]}", "remainder"):
        assert desk.get(f"/workbench/runs/{run.id}/{page}?{query}").status_code in (200, 404)
    odd = {"kind": "move", "every": "1", "choice": "x", "from": "x", "to": numbers[0], "view": query}
    assert desk.post(f"/workbench/runs/{run.id}/edits", data=odd).status_code in (303, 404)


def test_undo_and_redo_are_named_and_the_history_tells_who_did_what(
    desk: FlaskClient, run: AnalysisRun, numbers: list[int], drafter: Account
) -> None:
    edit(drafter, run, EditKind.MOVE, {"comments": items_of(run, numbers[0])[:3], "theme": numbers[1]})
    page = desk.get(f"/workbench/runs/{run.id}").text
    assert "Batalkan: memindahkan 3 tanggapan ke" in page
    desk.post(f"/workbench/runs/{run.id}/edits", data={"kind": "undo", "seq": "1"})
    assert "Ulangi: memindahkan 3 tanggapan ke" in desk.get(f"/workbench/runs/{run.id}").text
    history = desk.get(f"/workbench/runs/{run.id}/history").text
    assert drafter.name in history
    assert "(dibatalkan)" in history


def test_every_kind_of_edit_has_words(
    desk: FlaskClient, run: AnalysisRun, numbers: list[int], drafter: Account
) -> None:
    first, second, third = numbers
    some, account = items_of(run, first)[:1], str(drafter.id)
    for kind, data in (
        (EditKind.RENAME, {"theme": first, "label": "Nama"}), (EditKind.NOTE, {"theme": first, "note": "x"}),
        (EditKind.RESPOND, {"theme": first, "status": "accepted", "answer": "x"}),
        (EditKind.HIDE, {"theme": first}), (EditKind.SHOW, {"theme": first}), (EditKind.MARK, {"theme": first}),
        (EditKind.UNMARK, {"theme": first}), (EditKind.ASSIGN, {"theme": first, "account": account}),
        (EditKind.REMARK, {"theme": first, "remark": "x"}), (EditKind.CONFIRM, {"theme": first, "comments": some}),
        (EditKind.MOVE, {"theme": "none", "comments": some}), (EditKind.EXCLUDE, {"reason": "x", "comments": some}),
        (EditKind.SPLIT, {"theme": first, "comments": items_of(run, first)[1:2], "label": "Baru"}),
        (EditKind.MERGE, {"theme": third, "into": second}), (EditKind.UNDO, {}), (EditKind.REDO, {}),
    ):  # fmt: skip
        edit(drafter, run, kind, data)
    page = desk.get(f"/workbench/runs/{run.id}/history").text
    assert page.count("<strong>") >= 16
    assert "“Baru”" in page
    assert desk.get(f"/workbench/runs/{run.id}/aside").text.count('<article class="member"') == 1


def test_colleagues_talk_and_hand_on_within_their_agency(
    desk: FlaskClient, run: AnalysisRun, numbers: list[int], agency: Agency
) -> None:
    colleague, stranger = make_account(Role.DRAFTER, agency), make_account(Role.DRAFTER, make_agency())
    address, number = f"/workbench/runs/{run.id}/edits", numbers[0]
    about = {"theme": number, "back": number}
    desk.post(address, data=about | {"kind": "remark", "remark": "Tolong cek <b>angka</b>"})
    desk.post(address, data=about | {"kind": "assign", "account": colleague.id})
    desk.post(address, data=about | {"kind": "assign", "account": stranger.id})
    page = desk.get(f"/workbench/runs/{run.id}/themes/{number}").text
    assert "Tolong cek &lt;b&gt;angka&lt;/b&gt;" in page
    assert curated_run(run).theme(number).assignee == colleague.id
    assert f'<option value="{stranger.id}"' not in page


def test_only_themes_whose_comments_changed_are_counted_anew(
    client: FlaskClient, run: AnalysisRun, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[set[int]] = []
    real = figures._counted

    def noted(of: AnalysisRun, themes: Any) -> Any:
        counted.append({theme.number for theme in themes})
        return real(of, themes)

    monkeypatch.setattr(figures, "_counted", noted)
    sign_in(client, drafter)

    def looked_at() -> set[int]:
        counted.clear()
        page = client.get(f"/workbench/runs/{run.id}").text
        again = set.union(set(), *counted)
        for number, of in figures_of(run, curated_run(run)).items():  # outside of a page nothing is kept
            row = page.partition(f'/themes/{number}"')[2].partition("</tr>")[0]
            assert of.tally is not None
            assert f'data-label="Orang">{of.tally.people}</td>' in re.sub(r"\s+(?=data-label|>)", " ", row)
        return again

    first, second, third = (theme.number for theme in curated_run(run).themes)
    assert looked_at() == {first, second, third}
    assert looked_at() == set()
    comment = curated_run(run).theme(first).quotes[0]
    edit(drafter, run, EditKind.MOVE, {"comment": comment, "theme": second})
    assert looked_at() == {first, second}
    edit(drafter, run, EditKind.UNDO, {})
    assert looked_at() == set(), "as it was before"
    edit(drafter, run, EditKind.MERGE, {"theme": third, "into": second})
    assert looked_at() == {second}
    react(make_account(), db.session.get_one(Comment, comment), 1)
    assert looked_at() == {first, second}


def test_figures_are_those_of_the_themes_however_many_queries_there_are_themes(
    run: AnalysisRun, drafter: Account, numbers: list[int]
) -> None:
    first, second, _third = numbers
    edit(drafter, run, EditKind.MERGE, {"theme": second, "into": first})
    edit(drafter, run, EditKind.CONFIRM, {"comments": items_of(run, first)[:2], "theme": first})
    curated = curated_run(run)
    with count_queries() as statements:
        found = figures_of(run, curated)
    assert len(statements) == 3
    for theme in curated.themes:
        of = found[theme.number]
        assert of.tally == tally_of(run, theme)
        assert (len(of.trend), sum(of.trend)) == (STEPS, theme.size)
    assert found[first].placed == 2
    assert {theme.number for theme in sorted_themes(curated, found, "label")} == {t.number for t in curated.themes}


def test_the_pages_of_the_desk_ask_the_database_little(desk: FlaskClient, run: AnalysisRun, numbers: list[int]) -> None:
    for page, limit in (("", 30), (f"/themes/{numbers[0]}", 30), ("/remainder", 22), ("/history", 18)):
        with count_queries() as statements:
            desk.get(f"/workbench/runs/{run.id}{page}")
        assert len(statements) <= limit, (page, len(statements))


def test_marked_words_are_escaped_and_begin_where_a_word_does() -> None:
    assert marked("<b>Air bersih, berair</b>", ["air", ""]) == "&lt;b&gt;<mark>Air</mark> bersih, berair&lt;/b&gt;"
    assert marked("a<b", []) == "a&lt;b"


def test_other_names_are_offered_and_taken_with_one_press(
    desk: FlaskClient, run: AnalysisRun, drafter: Account, numbers: list[int]
) -> None:
    first, second, _third = numbers
    row = db.session.get_one(RunTheme, (run.id, first))
    row.label, row.labels = "Trotoar", ["Trotoar", "Trotoar rusak", "Ubin pecah"]
    db.session.commit()
    address = f"/workbench/runs/{run.id}/themes/{first}"
    page = desk.get(address).text
    assert (
        re.findall(r'name="label" value="([^"]+)"', page.split("Atau namai:")[1].split("</div>")[0]) == row.labels[1:]
    )
    data = {"kind": "rename", "theme": str(first), "seq": "0", "label": "Ubin pecah", "back": str(first)}
    assert desk.post(f"/workbench/runs/{run.id}/edits", data=data).location == address
    assert curated_run(run).theme(first).label == "Ubin pecah"
    after = desk.get(address).text.split("Atau namai:")[1].split("</div>")[0]
    assert "Ubin pecah" not in after
    assert 'value="Trotoar"' in after  # the engine's own name stays to go back to
    edit(drafter, run, EditKind.MERGE, {"theme": second, "into": first})
    assert "Trotoar rusak" in curated_run(run).theme(first).labels


def test_a_theme_made_by_hand_gets_names_to_choose_from(run: AnalysisRun, drafter: Account, numbers: list[int]) -> None:
    first = numbers[0]
    parts = [{"number": 0, "label": "Ubin", "size": 1, "labels": ["Ubin", "Ubin pecah", "Trotoar rusak"]}]
    row = db.session.get_one(RunTheme, (run.id, first))
    row.subthemes = parts
    comments = items_of(run, first)
    db.session.execute(
        db.update(RunAssignment)
        .where(RunAssignment.run_id == run.id, RunAssignment.item_id == comments[0])
        .values(part=0, terms=["ubin", "pecah"])
    )
    db.session.commit()
    by_part = edit(drafter, run, EditKind.SPLIT, {"theme": first, "part": f"{first}.0", "label": "Ubin"})
    assert curated_run(run).theme(by_part.data["number"]).labels == ["Ubin", "Ubin pecah", "Trotoar rusak"]
    by_hand = edit(drafter, run, EditKind.SPLIT, {"theme": first, "comments": comments[1:3], "label": "Lain"})
    theme = curated_run(run).theme(by_hand.data["number"])
    assert theme.labels == [term[:1].upper() + term[1:] for term in theme.terms[:3]]
