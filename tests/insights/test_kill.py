"""A worker killed in the middle of an analysis: it goes on by itself, and the run is stored once."""

from __future__ import annotations

from flask import Flask

from civic.core import jobs
from civic.core.audit.models import AuditEvent
from civic.demo.content import DATA
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.runs.actions import start_analysis
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.modules import Role
from civic.participation.consultations.imports import import_comments
from tests.conftest import Start
from tests.factories import make_account, make_agency, make_consultation, make_process
from tests.helpers import wait_until


def test_an_analysis_survives_kill_9(app: Flask, start: Start) -> None:
    agency = make_agency()
    consultation = make_consultation(make_process(agency))
    import_comments(None, consultation, DATA / "bowling-green" / "comments.csv")
    db.session.expire_all()
    job_id = start_analysis(make_account(Role.DRAFTER, agency), of_activity(consultation)).job_id
    worker = start()
    wait_until(lambda: 0 < percent(job_id) < 100, 30, "the analysis is under way")
    worker.kill()
    worker.wait()
    assert 0 < percent(job_id) < 100
    start()
    wait_until(lambda: percent(job_id) == 100, 30, "the analysis goes on and ends")
    run = db.session.query(AnalysisRun).one()
    assert run.finished_at is not None
    assert db.session.query(RunAssignment).count() == run.comment_count == 607
    assert db.session.query(AuditEvent).filter_by(action="analysis.finished").count() == 1


def percent(job_id: str) -> int:
    db.session.rollback()
    found = jobs.progress(job_id)
    assert found is not None
    return found.percent
