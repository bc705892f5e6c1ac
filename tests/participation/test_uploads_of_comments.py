"""Comments that a drafter uploads in the browser: looked at first, imported once, all of them or none."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civic.core import jobs
from civic.core.accounts.models import Account
from civic.core.audit.models import AuditEvent
from civic.core.db.types import utcnow
from civic.core.files import path_of
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments.models import Comment, CommentState
from civic.participation.consultations.models import Consultation, ConsultationQuestion
from civic.participation.imports import actions
from civic.participation.imports.models import CommentUpload
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_consultation, make_process
from tests.participation.test_imports import POLIS

LETTERS = "nomor,pengirim,tanggapan,tanggal\n1,Ani,Lampu mati,23/11/2026\n2,Budi,Bangku patah,24/11/2026\n"


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    made = make_consultation(make_process(make_agency(code="dlh")))
    made.closes_at = utcnow() - timedelta(days=1)  # what was gathered elsewhere comes when it is over
    db.session.commit()
    return made


@pytest.fixture
def drafter(consultation: Consultation) -> Account:
    return make_account(Role.DRAFTER, consultation.agency)


@pytest.fixture
def browser(client: FlaskClient, drafter: Account) -> FlaskClient:
    sign_in(client, drafter)
    client.set_cookie("civic_language", "en")
    return client


def choose(browser: FlaskClient, consultation: Consultation, content: str | bytes, name: str = "a.csv") -> TestResponse:
    """Upload a file."""
    data = content.encode() if isinstance(content, str) else content
    address = f"/workbench/consultations/{consultation.slug}/uploads/new"
    return browser.post(address, data={"file": (io.BytesIO(data), name)})


def look(
    browser: FlaskClient, consultation: Consultation, content: str | bytes, name: str = "a.csv"
) -> tuple[str, str]:
    """Upload a file; the address and the text of the page where it is looked at."""
    answer = choose(browser, consultation, content, name)
    assert answer.status_code == 303, answer.text
    return answer.location, browser.get(answer.location).text


def fields(page: str) -> dict[str, str]:
    """What the form of the page holds when it is sent as it is."""
    found = dict(re.findall(r'<input[^>]*name="(seen)"[^>]*value="(\w*)"', page))
    for name, inside in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


def send(browser: FlaskClient, address: str, page: str, **changed: str) -> TestResponse:
    """Say yes to what the page shows."""
    return browser.post(address, data=fields(page) | {"import": "1"} | changed)


def bodies() -> list[str]:
    return [comment.body for comment in db.session.query(Comment).order_by(Comment.id)]


def test_a_file_is_looked_at_and_then_imported_once(browser: FlaskClient, consultation: Consultation) -> None:
    address, page = look(browser, consultation, LETTERS)
    assert fields(page) | {"seen": ""} == {
        "text": "tanggapan", "author": "", "time": "tanggal", "id": "nomor", "question": "", "agrees": "",
        "disagrees": "", "moderated": "", "seen": "",
    }  # fmt: skip
    assert "2 new comments" in page
    assert bodies() == []
    page = browser.post(address, data=fields(page) | {"author": "pengirim"}).text  # looked at again
    assert "Budi" in page
    assert send(browser, address, page).status_code == 303
    assert send(browser, address, page).status_code == 200  # sent twice: what came of it
    assert bodies() == ["Lampu mati", "Bangku patah"]
    assert [comment.external_author for comment in db.session.query(Comment)] == ["Ani", "Budi"]
    result = browser.get(address).text
    assert "2 comments came in" in result
    assert f"/workbench/corpora/activity/{consultation.id}" in result
    event = db.session.query(AuditEvent).filter_by(action="consultation.imported").one()
    assert event.data == {"added": 2, "known": 0, "left_out": 0}


def test_the_same_file_again_brings_only_what_is_new(browser: FlaskClient, consultation: Consultation) -> None:
    address, page = look(browser, consultation, LETTERS)
    send(browser, address, page)
    again, page = look(browser, consultation, LETTERS)
    assert again != address
    assert "2 are here already and are left as they are" in page
    assert 'name="import"' not in page
    address, page = look(browser, consultation, LETTERS + "3,Cici,Trotoar licin,\n")
    assert "1 new comment" in page
    send(browser, address, page)
    assert "2 were here already" in browser.get(address).text
    assert bodies() == ["Lampu mati", "Bangku patah", "Trotoar licin"]


def test_problems_are_told_by_line_and_hold_everything_back(browser: FlaskClient, consultation: Consultation) -> None:
    wrong = "id,text,setuju\n1,Baik,3\n2,,1\n3,Juga,banyak\n4,a,b,c\n1,Lagi,0\n5,Akhir,0\n"
    address, page = look(browser, consultation, wrong)
    rows = re.findall(r'data-label="(?:Line in the file|Column|What is wrong)">(.*?)</td>', page)
    assert [rows[at : at + 3] for at in range(0, len(rows), 3)] == [
        ["3", "text", "The text is empty."],
        ["4", "setuju", "Setuju is &#39;banyak&#39;; it must be a whole number."],
        ["5", "–", "4 values where the column names are 3."],
        ["6", "id", "The id &#39;1&#39; occurs a second time."],
    ]
    refused = send(browser, address, page)
    assert refused.status_code == 422
    assert "nothing was imported" in refused.text
    assert bodies() == []
    assert send(browser, address, page, leave_out="y").status_code == 303
    assert bodies() == ["Baik", "Akhir"]
    assert "4 rows with problems were left out" in browser.get(address).text


def test_problems_speak_the_persons_language(browser: FlaskClient, consultation: Consultation) -> None:
    browser.set_cookie("civic_language", "id")
    _address, page = look(browser, consultation, "id,text\n1,Baik\n2,\n")
    assert "Teksnya kosong." in page


def test_only_what_was_looked_at_is_imported(browser: FlaskClient, consultation: Consultation) -> None:
    address, page = look(browser, consultation, LETTERS)
    answer = send(browser, address, page, text="pengirim")
    assert answer.status_code == 200
    assert "Nothing is imported yet" in answer.text
    assert bodies() == []
    send(browser, address, answer.text)
    assert bodies() == ["Ani", "Budi"]


def test_fifty_problems_are_shown_with_their_number(browser: FlaskClient, consultation: Consultation) -> None:
    rows = "".join(f"{number},\n" for number in range(60))
    _address, page = look(browser, consultation, "id,text\na,Baik\n" + rows)
    assert "The first 50 of 60." in page
    assert page.count("The text is empty.") == 50


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"author": "tanggapan"}, "chosen for “Text of the comment” already"),
        ({"text": ""}, "Choose the column with the text"),
        ({"time": "pengirim"}, "names no time"),
    ],
)
def test_columns_that_cannot_be(
    browser: FlaskClient, consultation: Consultation, changed: dict[str, str], told: str
) -> None:
    address, page = look(browser, consultation, LETTERS)
    answer = send(browser, address, page, **changed)
    assert told in answer.text
    assert bodies() == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "The file is empty."),
        ("id,text\n", "The file has column names but no rows."),
        (b"PK\x03\x04 no workbook", "workbook"),
        ("id,text\n1,Ba\x00ik\n", "This is not a text file."),
        ("text\nBaik â€“ \xff\n".encode() + b"\xff\n", "line"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once(
    browser: FlaskClient, consultation: Consultation, content: str | bytes, told: str
) -> None:
    answer = choose(browser, consultation, content)
    assert answer.status_code == 422
    assert told.casefold() in answer.text.casefold()
    assert db.session.query(CommentUpload).count() == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (json.dumps([{"id": 1, "text": "Lampu mati"}, {"id": 2, "text": "Bangku patah"}]), "a.json"),
        ('{"id": 1, "text": "Lampu mati"}\n{"id": 2, "text": "Bangku patah"}\n', "a.jsonl"),
        ("id;text\n1;Lampu mati\n2;Bangku patah\n".encode("utf-16"), "a.csv"),
        ("id\ttext\r\n1\tLampu mati\r\n2\tBangku patah\r\n".encode("cp1252"), "a.txt"),
    ],
)
def test_files_as_programs_write_them(
    browser: FlaskClient, consultation: Consultation, content: str | bytes, name: str
) -> None:
    address, page = look(browser, consultation, content, name)
    send(browser, address, page)
    assert bodies() == ["Lampu mati", "Bangku patah"]


def test_polis_comes_with_votes_and_what_its_moderators_hid(browser: FlaskClient, consultation: Consultation) -> None:
    address, page = look(browser, consultation, POLIS, "comments.csv")
    assert "48 for, 8 against" in page
    assert "not shown" in page
    send(browser, address, page)
    hidden = db.session.query(Comment).filter_by(external_id="2").one()
    assert hidden.state is CommentState.HIDDEN


def workbook() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"})
    for sheet_name, said in (("Januari", "Lampu mati di depan sekolah"), ("Februari", "Bangku patah di taman kota")):
        sheet = book.add_worksheet(sheet_name)
        sheet.write_row(0, 0, ["Waktu", "Apa saran Anda untuk taman?", "Setuju"])
        sheet.write_datetime(1, 0, utcnow().replace(year=2026, month=1, day=5, hour=9, tzinfo=None))
        sheet.write_row(1, 1, [said, 12.0])
    book.close()
    return file.getvalue()


def test_one_of_several_sheets_is_chosen_and_the_text_found_by_its_sentences(
    browser: FlaskClient, consultation: Consultation
) -> None:
    address, page = look(browser, consultation, workbook(), "a.xlsx")
    assert fields(page) == {"sheet": ""}
    page = browser.post(address, data={"sheet": "Februari"}).text
    assert fields(page)["text"] == "Apa saran Anda untuk taman?"
    send(browser, address, page)
    comment = db.session.query(Comment).one()
    assert (comment.body, comment.agrees) == ("Bangku patah di taman kota", 12)
    assert (comment.created_at.month, comment.created_at.day) == (1, 5)


def test_comments_go_to_the_question_that_they_name(browser: FlaskClient, consultation: Consultation) -> None:
    consultation.questions.append(ConsultationQuestion(prompt="Apa yang baik?", position=2))
    consultation.questions[0].prompt = "Apa yang kurang?"
    db.session.commit()
    file = "id,text,pertanyaan\n1,Lampu,apa yang  kurang?\n2,Pohon,2\n3,Semua,\n4,Entah,Lainnya\n"
    address, page = look(browser, consultation, file)
    assert "This consultation does not ask" in page
    send(browser, address, page, leave_out="y")
    first, second = consultation.questions
    assert {comment.body: comment.anchor_ref for comment in db.session.query(Comment)} == {
        "Lampu": str(first.id), "Pohon": str(second.id), "Semua": "",
    }  # fmt: skip


def test_a_long_file_is_imported_by_a_job(
    browser: FlaskClient, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "IN_REQUEST_ROWS", 1)
    address, page = look(browser, consultation, LETTERS)
    assert send(browser, address, page).status_code == 303
    assert send(browser, address, page).status_code == 200  # it is under way
    assert "The comments are being imported" in browser.get(address).text
    assert db.session.query(jobs.models.JobRecord).count() == 1
    upload = db.session.query(CommentUpload).one()
    for _ in range(2):  # a job is done at least once
        assert jobs.run_here("imports.import", {"upload_id": upload.id}).state is jobs.JobState.DONE
    assert bodies() == ["Lampu mati", "Bangku patah"]
    assert "2 comments came in" in browser.get(address).text


def test_nothing_comes_in_when_storing_fails_in_the_middle(
    browser: FlaskClient, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, page = look(browser, consultation, LETTERS)
    monkeypatch.setattr(actions, "BATCH", 1)
    with monkeypatch.context() as broken:
        broken.setattr(actions, "_recount", lambda _activity_id: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send(browser, address, page)
    db.session.rollback()
    assert bodies() == []
    send(browser, address, page)
    assert bodies() == ["Lampu mati", "Bangku patah"]


def test_another_agencys_drafter_and_a_colleague_do_not_see_it(
    app: Flask, browser: FlaskClient, consultation: Consultation
) -> None:
    address, page = look(browser, consultation, LETTERS)
    for account, status in (
        (make_account(), 403),
        (make_account(Role.DRAFTER, make_agency()), 403),
        (make_account(Role.DRAFTER, consultation.agency), 404),
    ):
        other = app.test_client()
        sign_in(other, account)
        assert other.get(address).status_code == status
        assert send(other, address, page).status_code == status
    assert bodies() == []


def test_who_may_no_longer_import_does_not(
    browser: FlaskClient, consultation: Consultation, drafter: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "IN_REQUEST_ROWS", 1)
    address, page = look(browser, consultation, LETTERS)
    send(browser, address, page)
    db.session.delete(drafter.grants[0])
    db.session.commit()
    upload = db.session.query(CommentUpload).one()
    assert jobs.run_here("imports.import", {"upload_id": upload.id}).state is jobs.JobState.FAILED
    assert bodies() == []


def test_a_file_that_vanished_is_told(browser: FlaskClient, consultation: Consultation) -> None:
    address, page = look(browser, consultation, LETTERS)
    path_of(db.session.query(CommentUpload).one().original_key).unlink()
    for answer in (browser.get(address), send(browser, address, page)):
        assert answer.status_code == 404
        assert "Upload it again" in answer.text


def test_uploads_go_after_a_day_with_their_file_unless_another_names_it(
    browser: FlaskClient, consultation: Consultation
) -> None:
    address, _page = look(browser, consultation, LETTERS)
    upload = db.session.query(CommentUpload).one()
    key, consultation.process.picture_key = upload.original_key, upload.original_key
    upload.created_at = utcnow() - timedelta(days=2)
    db.session.commit()
    jobs.run_here("imports.forget_uploads", {})
    assert browser.get(address).status_code == 404
    assert path_of(key).is_file()
