"""`civic consultation import`: all of a file, or nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from flask import Flask

from civic.config import Config
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments.models import Comment, CommentState
from civic.participation.imports.actions import import_comments
from civic.participation.imports.errors import BadFile
from tests.factories import make_account, make_agency, make_consultation, make_process
from tests.helpers import civic

POLIS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    "1518501496471,x,1,77,48,8,1,Widen the road\n"
    '1518501496472,x,2,77,1,0,-1,"Rejected, with a comma"\n'
    "1518501496473,x,3,78,2,0,0,Not reviewed\n"
)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_the_polis_export_comes_with_votes_moderation_and_pseudonyms(app: Flask, tmp_path: Path) -> None:
    consultation = make_consultation()
    report = import_comments(None, consultation, write(tmp_path / "comments.csv", POLIS))
    assert (report.added, report.known) == (3, 0)
    first, second, _third = db.session.query(Comment).order_by(Comment.id).all()
    assert (first.agrees, first.disagrees, first.external_author) == (48, 8, "77")
    assert first.created_at.isoformat() == "2018-02-13T05:58:16.471000+00:00"
    assert second.state is CommentState.HIDDEN
    assert second.state_reason == "Ditolak moderator konsultasi asalnya"
    db.session.expire_all()
    assert (consultation.comment_count, consultation.people_count) == (2, 2)


def test_importing_again_adds_only_what_is_new(app: Flask, tmp_path: Path) -> None:
    consultation = make_consultation()
    import_comments(None, consultation, write(tmp_path / "a.csv", POLIS))
    report = import_comments(None, consultation, write(tmp_path / "a.csv", POLIS + "1518501496474,x,4,1,0,0,1,New\n"))
    assert (report.added, report.known) == (1, 3)


def test_json_lines_and_xlsx_are_read_too(app: Flask, tmp_path: Path) -> None:
    lines = write(tmp_path / "a.jsonl", '{"id": 1, "text": "Satu"}\n\n{"id": 2, "text": "Dua"}\n')
    assert import_comments(None, make_consultation(), lines).added == 2
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for row, cells in enumerate([["id", "tanggapan"], [1, "Satu"], [2, "Dua"]]):
        sheet.write_row(row, 0, cells)
    book.close()
    consultation = make_consultation()
    assert import_comments(None, consultation, tmp_path / "a.xlsx").added == 2
    assert {c.external_id for c in db.session.query(Comment).filter_by(activity_id=consultation.id)} == {"1", "2"}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("id,text\n1,Baik\n2,\n", "line 3: the text is empty"),
        ("id,text\n1,Baik\n1,Lagi\n", "line 3: the id '1' occurs a second time"),
        ("id,text\n1,Baik\n2,a,b\n", "line 3: 3 values where the column names are 2"),
        ("id,text,moderated\n1,Baik,7\n", "line 2: moderated is '7'"),
        ("id,text,agrees\n1,Baik,many\n", "line 2: agrees is 'many'"),
        ("id,text,timestamp\n1,Baik,yesterday\n", "line 2: 'yesterday' names no time"),
        ("id,text\n1," + "x" * 5001 + "\n", "line 2: the text has 5001 characters"),
        ('id,text\n1,"open\n', "line"),
        ("id,isinya\n1,Baik\n", "which column holds the text"),
        ("id,text\n1,\x00\n", "this is not a text file"),
        ("id,text,agrees\n1,Baik,99999999999999999999\n", "line 2: agrees is '99999999999999999999'"),
        ("id,text,agrees\n1,Baik,1.234\n", "line 2: agrees is '1.234'"),
        ("id,text,waktu\n1,Baik,9999-12-31T23:59:59\n", "line 2: '9999-12-31T23:59:59' names no time"),
        ("id,text,waktu\n1,Baik,2026\n", "line 2: '2026' names no time"),
        ("id,text,waktu\n1,Baik,30/02/2026\n", "line 2: '30/02/2026' names no time"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_imported(app: Flask, tmp_path: Path, text: str, part: str) -> None:
    consultation = make_consultation()
    with pytest.raises(BadFile) as caught:
        import_comments(None, consultation, write(tmp_path / "a.csv", text))
    assert part in caught.value.message
    assert "\n" not in caught.value.message
    assert db.session.query(Comment).count() == 0


def test_bad_rows_can_be_left_out(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "id,text\n1,Baik\n2,\n3,Juga\n")
    report = import_comments(None, make_consultation(), file, skip_bad=True)
    assert (report.added, report.summary_of_problems()) == (2, "line 3: the text is empty")


def test_spreadsheet_encodings_are_read(app: Flask, tmp_path: Path) -> None:
    consultation = make_consultation()
    import_comments(None, consultation, write(tmp_path / "a.csv", "id;text\n1;Café – “baik”\n", "cp1252"))
    assert db.session.query(Comment).one().body == "Café – “baik”"
    import_comments(None, make_consultation(), write(tmp_path / "b.csv", "\ufeffid,text\n1,Baik\n"))


def test_a_resident_may_not_import(app: Flask, tmp_path: Path) -> None:
    from civic.errors import NotPermitted

    consultation = make_consultation()
    file = write(tmp_path / "a.csv", "id,text\n1,Baik\n")
    for account in (make_account(), make_account(Role.DRAFTER, make_agency())):
        with pytest.raises(NotPermitted):
            import_comments(account, consultation, file)


def test_twenty_thousand_rows_are_streamed_in_batches(app: Flask, tmp_path: Path) -> None:
    rows = "".join(f"{n},Tanggapan nomor {n}\n" for n in range(20_000))
    consultation = make_consultation()
    assert import_comments(None, consultation, write(tmp_path / "a.csv", "id,text\n" + rows)).added == 20_000
    db.session.expire_all()
    assert consultation.comment_count == 20_000


def test_files_without_ids_are_told_apart_by_what_they_say(app: Flask, tmp_path: Path) -> None:
    consultation = make_consultation()
    january = write(tmp_path / "jan.csv", "text\nLampu mati\nBangku patah\nBangku patah\n")
    february = write(tmp_path / "feb.csv", "text\nTrotoar licin\nBangku patah\nAir tergenang\n")
    assert import_comments(None, consultation, january).added == 3  # two people may say the same
    report = import_comments(None, consultation, february)
    assert (report.added, report.known) == (2, 1)
    assert import_comments(None, consultation, january).known == 3


def test_an_id_that_comes_back_with_another_text_is_no_known_comment(app: Flask, tmp_path: Path) -> None:
    consultation = make_consultation()
    import_comments(None, consultation, write(tmp_path / "jan.csv", "id,text\n1,Lampu mati\n"))
    with pytest.raises(BadFile, match="line 2: the id '1' is there already with another text"):
        import_comments(None, consultation, write(tmp_path / "feb.csv", "id,text\n1,Trotoar licin\n"))
    db.session.query(Comment).update({"state": CommentState.HIDDEN})
    db.session.commit()
    assert import_comments(None, consultation, write(tmp_path / "mar.csv", "id,text\n1,Sudah diubah\n")).known == 1


@pytest.mark.parametrize(
    "header", ["ID,Tanggapan,Moderated", " id , TEXT , MODERATED ", "Comment ID,Comment_Body,moderated"]
)
def test_columns_are_known_in_any_case(app: Flask, tmp_path: Path, header: str) -> None:
    import_comments(None, make_consultation(), write(tmp_path / "a.csv", f"{header}\n1,Ditolak moderator,-1\n"))
    assert db.session.query(Comment).one().state is CommentState.HIDDEN


def test_whole_numbers_with_decimals_count(app: Flask, tmp_path: Path) -> None:
    text = "id,text,agrees,disagrees,moderated\n1,Satu,48.0,,1.0\n"
    import_comments(None, make_consultation(), write(tmp_path / "a.csv", text))
    comment = db.session.query(Comment).one()
    assert (comment.agrees, comment.disagrees, comment.state) == (48, None, CommentState.PUBLISHED)


@pytest.mark.parametrize("written", ["2026-11-23 13:45:00", "23/11/2026 13:45", "23 November 2026 pukul 13.45 WIB"])
def test_times_without_a_zone_are_the_citys(app: Flask, tmp_path: Path, written: str) -> None:
    import_comments(None, make_consultation(), write(tmp_path / "a.csv", f"id,text,waktu\n1,Satu,{written}\n"))
    assert db.session.query(Comment).one().created_at.isoformat() == "2026-11-23T06:45:00+00:00"


def test_a_consultation_at_the_address_of_a_process_is_refused_in_words(
    app: Flask, config: Config, tmp_path: Path
) -> None:
    process = make_process(make_agency(code="dlh"))
    file = write(tmp_path / "a.csv", "id,text\n1,Satu\n")
    options = ("--title", "T", "--agency", "dlh")
    done = civic(
        config.home, "consultation", "import", process.slug, file, *options, CIVIC_DATABASE_URL=config.database_url
    )
    assert done.exit_code == 2
    assert "a process has the address" in done.stderr
