"""A process killed in the middle of an upload, a publication or a backup leaves nothing half done."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask

from civic.config import Config
from civic.core import backup, jobs
from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.core.audit.models import AuditEvent
from civic.core.files import UNFINISHED
from civic.extensions import db
from civic.insights.corpora.sources import of_activity
from civic.insights.runs.actions import JOB, prepare_here
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import publish_summary
from civic.insights.summaries.models import Summary
from civic.modules import Role
from civic.opendata.actions import DatasetText, Place, publish_table
from civic.opendata.models import Dataset
from civic.participation.processes.models import Activity
from tests.conftest import ROOT
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process

pytestmark = pytest.mark.processes
TABLE = b"nama,luas\nBenda,7.5\n"
# What a process of its own does, until it comes to a place where it kills itself as `kill -9` would.
BEGINNING = """
import io, os, signal, sys
from pathlib import Path
from unittest.mock import patch
from civic import create_app
from civic.config import Config
from civic.extensions import db

def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)

app = create_app(Config.from_env())
with app.app_context(), patch(sys.argv[1], die):
"""


def killed(config: Config, place: str, *work: str) -> None:
    script = BEGINNING + "".join(f"    {line}\n" for line in work)
    environ = {"CIVIC_HOME": str(config.home), "CIVIC_DATABASE_URL": config.database_url, "CIVIC_LOG_LEVEL": "ERROR"}
    db.session.rollback()
    done = subprocess.run(
        [sys.executable, "-c", script, place], cwd=ROOT, env=os.environ | environ, capture_output=True, check=False
    )
    assert done.returncode == -9, done.stderr.decode()


def published(agency: Agency) -> None:
    publish_table(None, agency, Place("kecamatan"), DatasetText("Kecamatan"), io.BytesIO(TABLE), "a.csv")


@pytest.mark.parametrize("place", ["os.fsync", "civic.opendata.actions.record"])
def test_an_upload_that_was_killed_is_not_there_and_can_be_sent_again(app: Flask, config: Config, place: str) -> None:
    agency = make_agency()
    killed(
        config,
        place,
        "from civic.core.agencies.models import Agency",
        "from civic.opendata.actions import DatasetText, Place, publish_table",
        f"agency = db.session.get_one(Agency, {agency.id})",
        f"publish_table(None, agency, Place('kecamatan'), DatasetText('K'), io.BytesIO({TABLE!r}), 'a.csv')",
    )
    assert db.session.query(Dataset).count() == db.session.query(AuditEvent).count() == 0
    stray = [path.name for path in (config.home / "files").glob("*") if path.is_file()]
    assert all(name.startswith(UNFINISHED) for name in stray)
    published(db.session.get_one(Agency, agency.id))
    assert len(db.session.query(Dataset).one().resource.versions) == 1


@pytest.fixture
def run(app: Flask) -> AnalysisRun:
    consultation = make_consultation(make_process(), slug="taman")
    for word in ("bangku", "lampu", "pohon"):
        for number in range(6):
            make_comment(consultation, body=f"Tolong tambah {word} di taman kota nomor {number}")
    prepared = prepare_here(None, of_activity(consultation), 3)
    assert jobs.run_here(JOB, {"run_id": prepared.id}).state is jobs.JobState.DONE
    return db.session.get_one(AnalysisRun, prepared.id)


def test_an_edition_that_was_killed_is_not_there_and_can_be_published(run: AnalysisRun, config: Config) -> None:
    work = (
        "from civic.insights.runs.models import AnalysisRun",
        "from civic.insights.summaries.actions import publish_summary",
        f"publish_summary(None, db.session.get_one(AnalysisRun, {run.id}))",
    )
    killed(config, "civic.insights.summaries.actions.record", *work)
    assert db.session.query(Summary).count() == 0
    assert db.session.query(Activity).one().summary_number is None
    publish_summary(None, db.session.get_one(AnalysisRun, run.id))
    assert (db.session.query(Summary).one().number, db.session.query(Activity).one().summary_number) == (1, 1)


def test_a_backup_that_was_killed_is_none_and_its_remains_go(app: Flask, config: Config, tmp_path: Path) -> None:
    account = make_account(Role.DRAFTER, make_agency())
    published(account.grants[0].agency)
    archive = tmp_path / "b" / "a.tar"
    archive.parent.mkdir()
    killed(
        config,
        "civic.core.backup.archive._member",
        "from civic.core.backup import back_up",
        f"back_up(app.config['CIVIC'], Path({str(archive)!r}), replace=False)",
    )
    assert not archive.exists()
    (remains,) = config.home.glob(".backup-*")
    then = time.time() - 2 * 86400
    os.utime(remains, (then, then))
    backup.back_up(config, archive, replace=False)
    assert list(config.home.glob(".backup-*")) == []
    assert [path.name for path in archive.parent.iterdir()] == ["a.tar"]
    backup.put_back(config, archive, replace=True)
    assert db.session.query(Account).count() == 1
