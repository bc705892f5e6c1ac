"""An analysis while it is made: how far it is, how long it takes, and where it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from civic.core import jobs
from civic.core.accounts.models import Account
from civic.core.db.types import utcnow
from civic.core.jobs import JobState, Progress
from civic.core.jobs.models import JobRecord
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.runs.actions import JOB, start_analysis
from civic.insights.runs.models import AnalysisRun
from civic.insights.runs.timing import seconds_left
from civic.participation.consultations.models import Consultation
from tests.conftest import sign_in
from tests.factories import make_agency, make_comment, make_consultation, make_process

NOW = utcnow()


def is_now(run: AnalysisRun, **values: Any) -> None:
    """What the job's record says."""
    job = db.session.get_one(JobRecord, run.job_id)
    for name, value in values.items():
        setattr(job, name, value)
    db.session.commit()


def test_an_analysis_is_followed_until_its_themes_open(
    client: FlaskClient, consultation: Consultation, drafter: Account
) -> None:
    other = make_consultation(make_process(make_agency()))
    make_comment(other)
    start_analysis(drafter, of_activity(consultation), 3)
    sign_in(client, drafter)
    corpus = client.get("/workbench/consultations/kota").location
    run = db.session.query(AnalysisRun).one()
    address = f"/workbench/runs/{run.id}/progress"
    assert f'href="{address}"' in client.get(corpus).text
    page = client.get(address).text
    assert 'http-equiv="refresh"' in page
    assert '<progress max="100" value="0"' in page
    assert "Segera dimulai" in page
    is_now(run, state="running", percent=56, doing="folding", started_at=utcnow())
    assert "Mencari salinan (56 %)" in client.get(address).text
    jobs.run_here(JOB, {"run_id": run.id})
    db.session.expire_all()
    for headers, answer in (({}, (303, "Location")), ({"HX-Request": "true"}, (200, "HX-Redirect"))):
        given = client.get(address, headers=headers)
        assert (given.status_code, given.headers[answer[1]]) == (answer[0], f"/workbench/runs/{run.id}")


@pytest.mark.parametrize(
    ("error", "told"),
    [("Tidak ada tanggapan yang bisa dibaca", "Tidak ada tanggapan"), ("KeyError", "log portal (KeyError)")],
)
def test_one_that_failed_says_why_and_can_be_tried_again(
    client: FlaskClient, consultation: Consultation, drafter: Account, error: str, told: str
) -> None:
    run = start_analysis(drafter, of_activity(consultation), 3)
    run.settings = run.settings | {"frame": 7}
    is_now(run, state="failed", error=error)
    sign_in(client, drafter)
    page = client.get(f"/workbench/runs/{run.id}/progress").text
    assert told in page
    assert 'http-equiv="refresh"' not in page
    assert 'name="n_themes" value="3"' in page
    assert 'name="frame" value="7"' in page
    again = client.post(f"/workbench/corpora/activity/{consultation.id}/analyse", data={"n_themes": "3"})
    assert again.location == f"/workbench/runs/{run.id + 1}/progress"


def test_who_waits_is_told_how_many_come_first(
    client: FlaskClient, consultation: Consultation, drafter: Account
) -> None:
    runs = []
    for n in range(2):
        other = make_consultation(consultation.process, slug=f"lain-{n}")
        make_comment(other)
        runs.append(start_analysis(drafter, of_activity(other)))
    sign_in(client, drafter)
    assert "1 analisis lain didahulukan" in client.get(f"/workbench/runs/{runs[1].id}/progress").text
    is_now(runs[0], state="done")
    is_now(runs[1], error="OperationalError", failures=1)
    page = client.get(f"/workbench/runs/{runs[1].id}/progress").text
    assert "dicoba lagi" in page
    assert "Segera dimulai" in page


@pytest.mark.parametrize(
    ("percent", "elapsed_s", "left_s"),
    [
        (20, 30, 90),  # 24 comments took a minute before, 48 take two
        (20, 160, None),  # longer than they took: nothing is promised
        (75, 60, 20),  # its own pace tells more once it has come far
        (75, 2, 118),  # but not in the first seconds
    ],
)
def test_the_time_left_is_that_of_its_like_or_its_own_pace(
    run: AnalysisRun, drafter: Account, percent: int, elapsed_s: int, left_s: int | None
) -> None:
    record = jobs.models.JobRecord(id="earlier", name=JOB, arguments={}, state="done")
    record.started_at, record.finished_at = NOW - timedelta(seconds=60), NOW
    db.session.add(record)
    run.job_id = record.id
    db.session.commit()
    state = Progress(JobState.RUNNING, percent, started_at=NOW - timedelta(seconds=elapsed_s))
    assert seconds_left(state, 48, NOW) == left_s
    unlike_s = left_s if (percent, elapsed_s) == (75, 60) else None
    assert seconds_left(state, 1_000, NOW) == unlike_s
