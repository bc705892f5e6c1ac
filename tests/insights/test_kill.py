"""A worker killed, or cut off its database, in the middle of an analysis: it goes on, and the run is stored once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from civic.core import jobs
from civic.core.audit.models import AuditEvent
from civic.demo.content import DATA
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.runs.actions import start_analysis
from civic.insights.runs.models import AnalysisRun, RunAssignment
from civic.modules import Role
from civic.participation.imports.actions import import_comments
from tests.conftest import Start
from tests.factories import make_account, make_agency, make_consultation, make_process
from tests.helpers import wait_until


@pytest.fixture
def job_id(app: Flask) -> str:
    """An analysis of 607 comments that waits for a worker."""
    agency = make_agency()
    consultation = make_consultation(make_process(agency))
    import_comments(None, consultation, DATA / "bowling-green" / "comments.csv")
    db.session.expire_all()
    return start_analysis(make_account(Role.DRAFTER, agency), of_activity(consultation)).job_id


def test_an_analysis_survives_kill_9(job_id: str, start: Start) -> None:
    worker = start()
    wait_until(lambda: 0 < percent(job_id) < 100, what="the analysis is under way")
    worker.kill()
    worker.wait()
    assert 0 < percent(job_id) < 100
    start()
    assert_ends_once(job_id)


def test_an_analysis_survives_cut_connections(job_id: str, start: Start) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("a file has no connections to cut")
    start(CIVIC_JOB_RETRY_S="0.2")
    for part in (1, 50, 80):
        wait_until(lambda least=part: percent(job_id) >= least, what="the analysis is under way")
        cut_all_but_ours()
    assert_ends_once(job_id)


def cut_all_but_ours() -> None:
    """End every connection of the workers, idle or in the middle of something."""
    cut = db.session.scalars(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    ).all()
    assert cut


def assert_ends_once(job_id: str) -> None:
    wait_until(lambda: state(job_id).is_over, what="the analysis goes on and ends")
    assert (state(job_id).state, state(job_id).percent) == (jobs.JobState.DONE, 100)
    run = db.session.query(AnalysisRun).one()
    assert run.finished_at is not None
    assert db.session.query(RunAssignment).count() == run.comment_count == 607
    assert db.session.query(AuditEvent).filter_by(action="analysis.finished").count() == 1


def state(job_id: str) -> jobs.Progress:
    db.session.rollback()
    found = jobs.progress(job_id)
    assert found is not None
    return found


def percent(job_id: str) -> int:
    return state(job_id).percent
