"""What stands before publishing: the list, the reason where something is open, and papers to take to a meeting."""

from __future__ import annotations

import io

import docx
import pytest
from flask.testing import FlaskClient
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


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv"])
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
    if kind == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return "\n".join(str(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    text = data.decode("utf-8-sig")
    assert ",'=1+1" in text
    return text


def test_papers_are_the_agencys_own(client: FlaskClient, run: AnalysisRun, drafter: Account) -> None:
    assert client.get(f"/workbench/runs/{run.id}/papers.docx").status_code in (302, 303)
    assert sign_in(client, drafter).get(f"/workbench/runs/{run.id}/papers.exe").status_code == 404
