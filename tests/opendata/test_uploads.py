"""Files that a steward uploaded and did not publish go after a day, from the store too."""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest
from flask import Flask

from civic.core import jobs, uploads
from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.core.db.types import utcnow
from civic.core.files import path_of
from civic.errors import NotFound
from civic.extensions import db
from civic.modules import Role, registry
from civic.opendata.actions import DatasetText, Place, publish_table, start_upload
from civic.opendata.models import Upload
from tests.factories import make_account, make_agency

TABLE = "kode,luas\n36.71.01,15\n36.71.02,{}\n"


@pytest.fixture
def agency(app: Flask) -> Agency:
    return make_agency()


@pytest.fixture
def steward(agency: Agency) -> Account:
    return make_account(Role.DATA_STEWARD, agency)


def upload(steward: Account, agency: Agency, number: int, *, days_ago: float, stored_days_ago: float = 9) -> Upload:
    """An upload of so many days ago, its file stored then or at another time."""
    stream = io.BytesIO(TABLE.format(number).encode())
    kept = start_upload(steward, agency, Place(f"tabel-{number}"), DatasetText("Tabel"), stream, "a.csv")
    kept.created_at = utcnow() - timedelta(days=days_ago)
    db.session.commit()
    seconds = (utcnow() - timedelta(days=stored_days_ago)).timestamp()
    os.utime(path_of(kept.original_key), (seconds, seconds))
    return kept


def is_kept(key: str) -> bool:
    try:
        return path_of(key).is_file()
    except NotFound:
        return False


def forget() -> None:
    assert jobs.run_here("opendata.forget_uploads", {}).state is jobs.JobState.DONE


def test_the_clock_lets_go_of_what_nobody_published(steward: Account, agency: Agency) -> None:
    old, young = upload(steward, agency, 1, days_ago=1.1), upload(steward, agency, 2, days_ago=0.9)
    keys = old.original_key, young.original_key
    forget()
    assert [is_kept(key) for key in keys] == [False, True]
    assert [each.original_key for each in db.session.query(Upload)] == [keys[1]]
    assert "opendata.forget_uploads" in {schedule.job for schedule in registry().schedules}
    assert timedelta(days=1) == uploads.KEPT


def test_bytes_that_somebody_else_keeps_stay(steward: Account, agency: Agency) -> None:
    published, twice = upload(steward, agency, 1, days_ago=2), upload(steward, agency, 2, days_ago=2)
    stream = io.BytesIO(TABLE.format(1).encode())
    publish_table(None, agency, Place("terbit"), DatasetText("Terbit"), stream, "a.csv")
    upload(steward, agency, 2, days_ago=0)
    keys = published.original_key, twice.original_key
    for key in keys:
        os.utime(path_of(key), (0, 0))
    forget()
    assert [is_kept(key) for key in keys] == [True, True]
    assert db.session.query(Upload).count() == 1


def test_bytes_that_are_being_stored_again_stay(steward: Account, agency: Agency) -> None:
    """Whoever stored them a moment ago has not committed the row that names them yet."""
    kept = upload(steward, agency, 1, days_ago=2, stored_days_ago=0)
    key = kept.original_key
    forget()
    assert is_kept(key)
    assert db.session.query(Upload).count() == 0
