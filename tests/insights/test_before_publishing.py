"""What stands before publishing: the list, the reason where something is open, and papers to take to a meeting."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from civic.core.accounts.models import Account
from civic.core.audit.models import AuditEvent
from civic.core.db.types import utcnow
from civic.extensions import db
from civic.insights.curation.actions import edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run
from civic.insights.learning.actions import draw_audit, judge
from civic.insights.learning.queries import to_judge
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.models import Summary
from civic.insights.summaries.pdf import PdfPaper
from civic.insights.workbench.readiness import checks
from civic.participation.comments.actions import withdraw_comment
from civic.participation.comments.models import Comment
from tests.conftest import sign_in
from tests.factories import make_comment


def open_ones(run: AnalysisRun, client: FlaskClient) -> list[bool]:
    with client.application.test_request_context():
        return [check.is_done for check in checks(run, curated_run(run))]


def answer_all(run: AnalysisRun, drafter: Account) -> None:
    for theme in curated_run(run).themes:
        edit(drafter, run, EditKind.RESPOND, {"theme": theme.number, "status": "accepted", "answer": "Dikerjakan"})


def test_each_line_is_done_by_what_it_asks_for(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    assert open_ones(run, client) == [False, False, True, False, True]
    answer_all(run, drafter)
    assert run.activity is not None
    run.activity.closes_at = utcnow()
    db.session.commit()
    draw_audit(drafter, run)
    curated = curated_run(run)
    sample = to_judge(run, curated, drafter.id, limit=100)
    judge(drafter, run, {one.item.id: one.stood.number if one.stood else None for one in sample})
    assert open_ones(run, client) == [True] * 5
    number = curated.themes[0].number
    edit(drafter, run, EditKind.NOTE, {"theme": number, "note": "Hubungi 0812 3456 7890"})
    make_comment(run.activity, drafter, body="Satu lagi tentang trotoar")
    assert open_ones(run, client) == [True, True, False, True, False]


def test_what_is_open_needs_a_reason_and_the_reason_stands_in_the_audit(
    client: FlaskClient, run: AnalysisRun, drafter: Account
) -> None:
    sign_in(client, drafter)
    address = f"/workbench/runs/{run.id}/publish"
    page = client.get(address).text
    assert "3 tema belum dijawab" in page
    refused = client.post(address, data={"title": "Judul saya", "after": "0"})
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    assert 'value="Judul saya"' in refused.text
    assert db.session.query(Summary).count() == 0
    assert client.post(address, data={"title": "Judul", "after": "0", "reason": "Rapat besok"}).status_code == 303
    event = db.session.query(AuditEvent).filter_by(action="summary.published").one()
    assert event.data["reason"] == "Rapat besok"


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "csv"])
def test_working_papers_say_that_they_are_drafts_and_name_nobody(
    client: FlaskClient, run: AnalysisRun, drafter: Account, kind: str
) -> None:
    first = curated_run(run).themes[0]
    label = "=1+1 trotoar \x0b kita"
    edit(drafter, run, EditKind.RENAME, {"theme": first.number, "label": label})
    gone, said = db.session.query(Comment).order_by(Comment.id).limit(2)
    said.body = "Trotoar rusak, hubungi saya di 081234567890"
    gone_text = gone.body
    db.session.commit()
    withdraw_comment(gone.author, gone)
    answer = sign_in(client, drafter).get(f"/workbench/runs/{run.id}/papers.{kind}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    text = _text(kind, answer.data)
    assert "Draf" in text
    assert "trotoar" in text
    assert "081234567890" not in text
    assert gone_text not in text
    assert said.author.name not in text


def _text(kind: str, data: bytes) -> str:
    if kind == "docx":
        paper = docx.Document(io.BytesIO(data))
        return "\n".join(p.text for p in [*paper.sections[0].header.paragraphs, *paper.paragraphs])
    if kind == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    if kind == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return "\n".join(str(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    text = data.decode("utf-8-sig")
    assert ",'=1+1" in text
    return text


def test_a_pdf_is_a_document_that_readers_find_their_way_in(tmp_path: Path, app: Flask) -> None:
    paper = PdfPaper("Usul <b>warga</b> & \x0b kota", "id", "Draf")
    for number in range(40):
        paper.heading(f"Tema {number}", 1)
        paper.paragraph("Trotoar di depan sekolah rusak, anak-anak berjalan di jalan. " * 8 + "k" * 300)
        paper.paragraph("Café Tāmaki, baik sekali 👍🏽 中文")
    with app.test_request_context():
        paper.save(tmp_path / "a.pdf")
    read = PdfReader(tmp_path / "a.pdf")
    assert (read.metadata.title, read.trailer["/Root"]["/Lang"]) == ("Usul <b>warga</b> & \x0b kota", "id")
    assert [mark.title for mark in read.outline] == [f"Tema {number}" for number in range(40)]
    assert all("Draf" in page.extract_text() for page in read.pages)
    text = " ".join(page.extract_text() for page in read.pages)
    assert "Café Tamaki, baik sekali […]" in text
    assert "tidak ada dalam huruf" in text
    assert text.replace("\n", "").count("k" * 300) == 40
    width = read.pages[0].mediabox.width
    for page in read.pages:
        page.extract_text(visitor_text=lambda said, _cm, tm, _font, _size: _is_inside(said, tm[4], width))


def _is_inside(said: str, left: float, width: float) -> None:
    assert not said.strip() or 0 < left < width


def test_papers_are_the_agencys_own(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    assert client.get(f"/workbench/runs/{run.id}/papers.docx").status_code in (302, 303)
    assert sign_in(client, drafter).get(f"/workbench/runs/{run.id}/papers.exe").status_code == 404
