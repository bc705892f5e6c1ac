"""From comments to a published summary, as drafters and readers see it."""

from __future__ import annotations

import io
import re
from typing import Any

import duckdb
import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core import jobs
from civic.core.accounts.models import Account
from civic.errors import Invalid, NotFound, NotPermitted
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.curation.actions import EditedMeanwhile, edit
from civic.insights.curation.members import members
from civic.insights.curation.models import CurationEdit, EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.runs.actions import JOB, AnalysisUnderWay, prepare_here, start_analysis, store_result
from civic.insights.runs.models import AnalysisRun, RunAssignment, RunTheme
from civic.insights.summaries.actions import publish_summary
from civic.insights.summaries.exports import code, pseudonym
from civic.insights.summaries.models import Summary
from civic.modules import Role
from civic.opendata.actions import DatasetText, Place, publish_table
from civic.participation.comments.actions import withdraw_comment
from civic.participation.comments.models import Comment
from civic.participation.consultations.models import Consultation
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_comment
from tests.helpers import count_queries
from tests.insights.conftest import theme_of


def test_planted_themes_are_found_and_stored_once(run: AnalysisRun) -> None:
    assert (run.comment_count, run.people_count) == (24, 5)
    assert len(run.themes) == 3
    assert min(theme.size for theme in run.themes) >= 7
    before = db.session.query(RunAssignment).count()
    assert jobs.run_here(JOB, {"run_id": run.id}).state is jobs.JobState.DONE
    assert db.session.query(RunAssignment).count() == before == 24
    assert db.session.query(RunTheme).count() == 3


def test_one_analysis_at_a_time_and_only_by_the_agencys_drafters(consultation: Consultation, drafter: Account) -> None:
    for account in (
        make_account(),
        make_account(Role.DRAFTER, make_agency()),
        make_account(Role.MODERATOR, make_agency()),
    ):
        with pytest.raises(NotPermitted):
            start_analysis(account, of_activity(consultation))
    start_analysis(drafter, of_activity(consultation))
    with pytest.raises(AnalysisUnderWay):
        start_analysis(drafter, of_activity(consultation))


@pytest.mark.parametrize("wanted", [1, 61, "many", -3])
def test_a_wrong_number_of_themes_is_refused(consultation: Consultation, drafter: Account, wanted: object) -> None:
    with pytest.raises(Invalid):
        start_analysis(drafter, of_activity(consultation), wanted)  # type: ignore[arg-type]


def test_every_edit_is_replayed_and_can_be_undone(run: AnalysisRun, drafter: Account) -> None:
    themes = curated_run(run).themes
    first, second, merged = themes[0].number, themes[1].number, themes[0].size + themes[1].size
    edit(drafter, run, EditKind.RENAME, {"theme": first, "label": "Trotoar kita"})
    edit(drafter, run, EditKind.MERGE, {"theme": second, "into": first})
    curated = curated_run(run)
    assert (curated.themes[0].label, curated.themes[0].size) == ("Trotoar kita", merged)
    assert len(curated.themes) == 2
    page = members(run, curated, curated.theme(first), None)
    assert len(page.items) == merged
    edit(drafter, run, EditKind.UNDO, {})
    assert len(curated_run(run).themes) == 3
    edit(drafter, run, EditKind.UNDO, {})
    assert "Trotoar kita" not in [t.label for t in curated_run(run).themes]
    with pytest.raises(Invalid):
        edit(drafter, run, EditKind.UNDO, {})


def test_a_moved_comment_leaves_one_theme_and_joins_the_other(run: AnalysisRun, drafter: Account) -> None:
    before = {theme.number: theme.size for theme in curated_run(run).themes}
    source, target, _ = before
    comment = db.session.query(RunAssignment).filter_by(run_id=run.id, theme=source).first().item_id
    edit(drafter, run, EditKind.MOVE, {"comment": comment, "theme": target})
    curated = curated_run(run)
    assert (curated.theme(source).size, curated.theme(target).size) == (before[source] - 1, before[target] + 1)
    assert comment in [m.id for m in members(run, curated, curated.theme(target), None).items]
    assert theme_of(run, curated, comment).number == target
    edit(drafter, run, EditKind.MOVE, {"comment": comment, "theme": "none"})
    curated = curated_run(run)
    assert comment in [m.id for m in members(run, curated, None, None).items]
    with pytest.raises(NotFound):
        edit(drafter, run, EditKind.MOVE, {"comment": 10**6, "theme": target})


def test_two_drafters_do_not_overwrite_each_other_unseen(run: AnalysisRun, drafter: Account) -> None:
    number = curated_run(run).themes[0].number
    edit(drafter, run, EditKind.NOTE, {"theme": number, "note": "Satu"}, seq=0)
    with pytest.raises(EditedMeanwhile):
        edit(drafter, run, EditKind.NOTE, {"theme": number, "note": "Dua"}, seq=0)


def test_a_theme_is_merged_with_another_that_is_there(run: AnalysisRun, drafter: Account) -> None:
    number = curated_run(run).themes[0].number
    for into in (number, 10**6):
        with pytest.raises(Invalid):
            edit(drafter, run, EditKind.MERGE, {"theme": number, "into": into})
    with pytest.raises(NotFound):
        edit(drafter, run, EditKind.MERGE, {"theme": number, "into": "lain"})
    assert db.session.query(CurationEdit).count() == 0


def test_only_drafters_of_the_agency_edit_and_publish(client: FlaskClient, run: AnalysisRun) -> None:
    number = curated_run(run).themes[0].number
    for account in (make_account(), make_account(Role.DRAFTER, make_agency())):
        with pytest.raises(NotPermitted):
            edit(account, run, EditKind.HIDE, {"theme": number})
        with pytest.raises(NotPermitted):
            publish_summary(account, run)
        sign_in(client, account)
        assert client.get(f"/workbench/runs/{run.id}").status_code == 403


def test_wrong_edits_are_told_at_their_field_with_what_was_typed(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    sign_in(client, drafter)
    number = curated_run(run).themes[0].number
    data = {"kind": "respond", "theme": number, "status": "", "answer": "Alasan panjang"}
    answer = client.post(f"/workbench/runs/{run.id}/edits", data=data)
    assert answer.status_code == 422
    assert "Pilih apa yang dilakukan kota" in answer.text
    assert "Alasan panjang</textarea>" in answer.text
    answer = client.post(f"/workbench/runs/{run.id}/edits", data={"kind": "rename", "theme": number, "label": " "})
    assert "Beri nama tema" in answer.text
    assert client.post(f"/workbench/runs/{run.id}/edits", data={"kind": "explode"}).status_code == 404


@pytest.mark.parametrize("into", [{}, {"into": "x"}, {"into": "9" * 30}])
def test_a_merge_that_comes_late_and_says_with_what_in_no_number_is_refused(
    client: FlaskClient, run: AnalysisRun, drafter: Account, into: dict[str, str]
) -> None:
    edit(drafter, run, EditKind.NOTE, {"theme": curated_run(run).themes[0].number, "note": "Satu"}, seq=0)
    answer = sign_in(client, drafter).post(f"/workbench/runs/{run.id}/edits", data={"kind": "merge", "seq": 0} | into)
    assert answer.location == f"/workbench/runs/{run.id}"


def published(run: AnalysisRun, drafter: Account) -> Summary:
    number = curated_run(run).themes[0].number
    edit(drafter, run, EditKind.RESPOND, {"theme": number, "status": "accepted", "answer": "Diperbaiki **tahun ini**"})
    table = io.BytesIO(b"kecamatan,luas\nBenda,7\nPinang,17\n")
    steward = make_account(Role.DATA_STEWARD, drafter.grants[0].agency)
    publish_table(steward, drafter.grants[0].agency, Place("luas"), DatasetText("Luas"), table, "luas.csv")
    edit(drafter, run, EditKind.LINK, {"dataset": "luas"})
    return publish_summary(drafter, run, introduction="Terima kasih")


def test_the_summary_shows_everything_to_anybody(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    summary = published(run, drafter)
    page = client.get("/consultations/kota/summary").text
    assert re.search(r"<dd>\s*24\s*</dd>", page)
    assert "Diperbaiki <strong>tahun ini</strong>" in page
    assert "Diterima" in page
    quoted = summary.content.themes[0].quotes[0].id
    assert f'href="/comments/{quoted}"' in page
    assert '<svg viewBox="0 0 600' in page
    assert "<td" in page
    assert "/consultations/kota/summary/1/comments.parquet" in page
    assert "Ringkasan sudah terbit" in client.get("/consultations/kota").text
    assert "masuk tema" in client.get(f"/comments/{quoted}").text


def test_an_edition_never_changes(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    published(run, drafter)
    before = client.get("/consultations/kota/summary/1").text
    number = curated_run(run).themes[0].number
    edit(drafter, run, EditKind.RENAME, {"theme": number, "label": "Nama yang baru"})
    assert "Nama yang baru" not in client.get("/consultations/kota/summary").text
    publish_summary(drafter, run)
    assert "Nama yang baru" in client.get("/consultations/kota/summary").text
    earlier = client.get("/consultations/kota/summary/1").text
    assert "Nama yang baru" not in earlier
    assert "edisi terdahulu" in earlier
    assert "Terima kasih" in before
    assert client.get("/consultations/kota/summary/3").status_code == 404


def test_hidden_themes_are_not_published_but_their_comments_are(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    hidden = curated_run(run).themes[0]
    edit(drafter, run, EditKind.HIDE, {"theme": hidden.number})
    summary = publish_summary(drafter, run)
    assert hidden.number not in [theme.number for theme in summary.content.themes]
    counts = summary.content.counts
    assert counts.remainder == hidden.size + run.unassigned_count
    assert counts.in_themes + counts.remainder == counts.comments == 24
    rows = client.get("/consultations/kota/summary/1/assignments.json").json
    assert sum(row["theme"] is None for row in rows) == counts.remainder


def test_a_run_without_a_shown_theme_cannot_be_published(run: AnalysisRun, drafter: Account) -> None:
    for theme in curated_run(run).themes:
        edit(drafter, run, EditKind.HIDE, {"theme": theme.number})
    with pytest.raises(Invalid):
        publish_summary(drafter, run)


def test_downloads_hold_all_comments_under_pseudonyms(
    client: FlaskClient, consultation: Consultation, drafter: Account, tmp_path
) -> None:
    author = make_account(name="Nama Rahasia")
    make_comment(consultation, author, body="=SUM(A1) hubungi 081234567890 atau a@b.example soal trotoar rusak")
    prepared = prepare_here(drafter, of_activity(consultation), 3)
    jobs.run_here(JOB, {"run_id": prepared.id})
    publish_summary(drafter, db.session.get_one(AnalysisRun, prepared.id))
    parquet = client.get("/consultations/kota/summary/1/comments.parquet").data
    (tmp_path / "c.parquet").write_bytes(parquet)
    rows = duckdb.sql(f"SELECT author, text FROM '{tmp_path / 'c.parquet'}'").fetchall()
    assert len(rows) == 25
    assert len({author for author, _text in rows}) == 6  # one for each of the people
    assert [re.fullmatch("[0-9a-f]{12}", author) is not None for author, _text in rows] == [True] * 25
    for kind in ("csv", "json", "xlsx"):
        answer = client.get(f"/consultations/kota/summary/1/comments.{kind}")
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        assert b"Nama Rahasia" not in answer.data
        assert b"081234567890" not in answer.data
    text = client.get("/consultations/kota/summary/1/comments.csv").text
    assert "'=SUM(A1)" in text
    assert client.get("/consultations/kota/summary/1/secrets.csv").status_code == 404
    assert client.get("/consultations/kota/summary/1/comments.exe").status_code == 404


@pytest.mark.parametrize("give", [lambda activity: pseudonym(activity, "a7"), lambda activity: code(activity, 7)])
def test_codes_are_one_consultations_and_nobody_makes_them_without_the_key(app: Flask, give: Any) -> None:
    here = give(1)
    assert here == give(1)
    assert here != give(2)
    app.config["SECRET_KEY"] = "another-key"
    assert here != give(1)


def test_withdrawn_text_is_not_handed_out_any_more(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    summary = published(run, drafter)
    quoted = summary.content.themes[0].quotes[0]
    comment = db.session.get_one(Comment, quoted.id)
    tag = client.get("/consultations/kota/summary/1/comments.csv").headers["ETag"]
    withdraw_comment(comment.author, comment)
    page = client.get("/consultations/kota/summary").text
    assert quoted.text not in page
    assert "tidak lagi ditampilkan" in page
    answer = client.get("/consultations/kota/summary/1/comments.csv", headers={"If-None-Match": tag})
    assert quoted.text not in answer.text
    assert answer.status_code == 200


def test_unchanged_summaries_are_not_sent_again(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    published(run, drafter)
    for path in ("/consultations/kota/summary", "/consultations/kota/summary/1/themes.csv"):
        first = client.get(path)
        assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    db.session.remove()
    with count_queries() as statements:
        client.get("/consultations/kota/summary")
    assert len(statements) <= 5, statements


def test_script_in_comments_stays_text_in_the_summary(
    client: FlaskClient, consultation: Consultation, drafter: Account
) -> None:
    for number in range(6):
        make_comment(
            consultation, body=f"<script>alert('taman')</script> taman bunga {'xyzuvw'[number] * 3} taman bunga"
        )
    prepared = prepare_here(drafter, of_activity(consultation), 4)
    jobs.run_here(JOB, {"run_id": prepared.id})
    run = db.session.get_one(AnalysisRun, prepared.id)
    edit(drafter, run, EditKind.RENAME, {"theme": curated_run(run).themes[0].number, "label": "<b>Judul</b>"})
    publish_summary(drafter, run)
    page = client.get("/consultations/kota/summary").text
    assert not re.search(r"<script>alert", page)
    assert "&lt;b&gt;Judul" in page


def test_the_workbench_walks_from_list_to_publication(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    sign_in(client, drafter)
    assert f"/workbench/corpora/activity/{run.activity_id}" in client.get("/workbench").text
    page = client.get(f"/workbench/runs/{run.id}").text
    assert "3 tema belum dijawab" in page
    number = curated_run(run).themes[0].number
    assert client.get(f"/workbench/runs/{run.id}/themes/{number}").status_code == 200
    assert client.get(f"/workbench/runs/{run.id}/remainder").status_code == 200
    assert "Belum ada orang lain" in client.get(f"/workbench/runs/{run.id}/preview").text
    assert db.session.query(Summary).count() == 0
    wrong = client.post(f"/workbench/runs/{run.id}/publish", data={"title": "J" * 201, "introduction": "Pengantar"})
    assert wrong.status_code == 422
    assert '<a href="#title">' in wrong.text
    assert "Pengantar</textarea>" in wrong.text
    assert db.session.query(Summary).count() == 0
    answer = client.post(
        f"/workbench/runs/{run.id}/publish", data={"title": "Judul", "introduction": "Pengantar", "reason": "Rapat"}
    )
    assert answer.location == "/consultations/kota/summary"


def test_an_engine_error_fails_the_job_in_plain_words(consultation: Consultation, drafter: Account) -> None:
    prepared = prepare_here(drafter, of_activity(consultation))
    db.session.query(Comment).update({"body": " "})
    db.session.commit()
    result = jobs.run_here(JOB, {"run_id": prepared.id})
    assert result.state is jobs.JobState.FAILED
    assert result.error == "all comments are empty"


def test_store_result_twice_changes_nothing(run: AnalysisRun) -> None:
    from civic.analysis import Comment as CorpusComment
    from civic.analysis import analyse

    finished = run.finished_at
    store_result(run.id, analyse([CorpusComment("1", "lain sekali")]), 1)
    db.session.expire_all()
    assert run.finished_at == finished
