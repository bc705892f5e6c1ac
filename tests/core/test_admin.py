"""The home of the administration, and jobs and mails that failed."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.admin import actions
from civic.core.jobs import JobState, enqueue
from civic.core.jobs.models import JobRecord
from civic.core.mail import send
from civic.errors import NotFound, NotPermitted
from civic.extensions import db
from civic.modules import Role, registry
from tests.conftest import sign_in
from tests.factories import make_account, make_agency


@pytest.fixture
def failed(app: Flask) -> str:
    job_id = send("siti@contoh.example", "Kode Anda: 123456", "Kode Anda 123456")
    db.session.query(JobRecord).update({"state": JobState.FAILED.value, "error": "the server is away"})
    db.session.commit()
    return job_id


def test_a_failed_mail_is_shown_without_what_it_said_and_tried_again_once(client: FlaskClient, failed: str) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR))
    page = client.get("/admin/jobs").text
    assert "the server is away" in page
    assert "s***@contoh.example" in page
    assert "siti@" not in page
    assert "123456" not in page
    assert client.post(f"/admin/jobs/{failed}/retry").status_code == 303
    assert client.post(f"/admin/jobs/{failed}/retry").status_code == 404
    job = db.session.query(JobRecord).one()
    assert (job.state, job.arguments["to"]) == (JobState.QUEUED.value, "siti@contoh.example")
    assert "the server is away" not in client.get("/admin/jobs").text


def test_a_failed_job_can_be_let_go(client: FlaskClient, failed: str) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR))
    assert client.post(f"/admin/jobs/{failed}/drop").status_code == 303
    assert db.session.query(JobRecord).count() == 0


def test_only_what_failed_is_touched(app: Flask) -> None:
    admin = make_account(Role.ADMINISTRATOR)
    job_id = enqueue(db.session.connection(), "mail.send", {"to": "a@b.example", "subject": "", "body": ""})
    db.session.commit()
    for act in (actions.retry_failed, actions.drop_failed):
        with pytest.raises(Exception, match="gagal"):
            act(admin, job_id)
        with pytest.raises(NotFound):
            act(admin, "no such job")
    assert db.session.query(JobRecord).count() == 1


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.DRAFTER, Role.DATA_STEWARD, Role.OFFICER])
def test_nobody_else_sees_or_retries(client: FlaskClient, failed: str, role: Role | None) -> None:
    account = make_account(role, make_agency() if role else None)
    sign_in(client, account)
    for path in ("/admin", "/admin/jobs"):
        assert client.get(path).status_code == 403
    for act in (actions.retry_failed, actions.drop_failed):
        with pytest.raises(NotPermitted):
            act(account, failed)
    assert db.session.query(JobRecord).one().state == JobState.FAILED.value


def test_the_home_has_a_card_for_every_part(client: FlaskClient) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR))
    page = client.get("/admin").text
    for path in ("/admin/people", "/admin/agencies", "/admin/settings", "/admin/audit", "/admin/jobs"):
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 200


def test_a_part_of_a_module_that_fails_is_named(client: FlaskClient) -> None:
    registry().failures.add("umbrella", "card rain", RuntimeError("broken"))
    sign_in(client, make_account(Role.ADMINISTRATOR))
    page = client.get("/admin").text
    assert "<strong>umbrella</strong>: Kartunya tidak tampil di beranda (rain)." in page
    assert "RuntimeError: broken" in page
