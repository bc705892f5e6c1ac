"""Where an agency asks for a second person, nobody publishes what they have sent themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.agencies.models import Agency
from civic.core.audit.models import AuditEvent
from civic.core.notices.models import Notice
from civic.errors import Invalid, NotPermitted
from civic.extensions import db
from civic.insights.approval.actions import DecidedMeanwhile, publish_sent, return_sent, send_for_publishing
from civic.insights.approval.models import PublishingRequest
from civic.insights.curation.actions import EditedMeanwhile, edit
from civic.insights.curation.models import EditKind
from civic.insights.curation.queries import curated_run, length_of_log
from civic.insights.runs.models import AnalysisRun
from civic.insights.summaries.actions import NeedsSecondPerson, Words, publish_summary
from civic.insights.summaries.models import Summary
from civic.modules import Role
from tests.conftest import sign_in
from tests.factories import make_account, make_agency
from tests.insights.test_at_once import AT_ONCE, at_once


@pytest.fixture
def second(agency: Agency) -> Account:
    agency.needs_second_person = True
    return make_account(Role.DRAFTER, agency)


def sent(drafter: Account, run: AnalysisRun, title: str = "Judul") -> PublishingRequest:
    return send_for_publishing(drafter, run, Words(title, "Pembuka"), length_of_log(run.id), 0)


def told(person: Account) -> list[str]:
    return list(db.session.scalars(db.select(Notice.kind).where(Notice.account_id == person.id).order_by(Notice.id)))


def done() -> list[str]:
    return list(db.session.scalars(db.select(AuditEvent.action).where(AuditEvent.action.like("summary.%"))))


def test_nobody_publishes_alone(run: AnalysisRun, drafter: Account, second: Account) -> None:
    with pytest.raises(NeedsSecondPerson):
        publish_summary(drafter, run)
    with pytest.raises(NeedsSecondPerson):
        publish_summary(drafter, run, sent_by=drafter)
    request = sent(drafter, run)
    for person in (drafter, make_account(Role.DRAFTER, make_agency()), make_account()):
        with pytest.raises(NotPermitted):
            publish_sent(person, request)
        with pytest.raises(NotPermitted):
            return_sent(person, request, "Belum")
    assert db.session.query(Summary).count() == 0


def test_another_publishes_just_what_was_sent_and_everybody_is_told(
    run: AnalysisRun, drafter: Account, second: Account
) -> None:
    request = send_for_publishing(
        drafter, run, Words("Judul", "Pembuka", date(2999, 1, 2), "Rapat"), 0, 0, is_open=True
    )
    assert (told(second), "summary.sent" in told(drafter)) == (["summary.sent"], False)
    summary = publish_sent(second, request)
    assert (summary.title, summary.introduction, summary.published_by) == ("Judul", "Pembuka", second.id)
    assert summary.content.answer_by == date(2999, 1, 2)
    assert told(drafter)[-1] == "summary.sent_published"
    assert done() == ["summary.sent", "summary.published"]
    event = db.session.query(AuditEvent).filter_by(action="summary.published").one()
    assert (event.actor_id, event.data["sent_by"], event.data["reason"]) == (second.id, drafter.id, "Rapat")
    assert publish_sent(second, request).id == summary.id  # sent twice
    with pytest.raises(DecidedMeanwhile):
        return_sent(second, request, "Belum")


def test_it_is_returned_with_a_reason_and_can_be_sent_anew(run: AnalysisRun, drafter: Account, second: Account) -> None:
    request = sent(drafter, run)
    with pytest.raises(Invalid):
        return_sent(second, request, " ")
    return_sent(second, request, "Tema kedua belum dijawab")
    assert told(drafter)[-1] == "summary.returned"
    assert done() == ["summary.sent", "summary.returned"]
    with pytest.raises(DecidedMeanwhile):
        publish_sent(second, request)
    again = sent(drafter, run)
    assert again.id != request.id
    assert sent(drafter, run).id == again.id  # sent twice
    other = sent(drafter, run, "Lain")
    assert (other.id != again.id, again.outcome) == (True, "replaced")
    with pytest.raises(DecidedMeanwhile):
        publish_sent(second, again)
    assert publish_sent(second, other).title == "Lain"


def test_what_was_changed_since_is_not_what_was_sent(run: AnalysisRun, drafter: Account, second: Account) -> None:
    request = sent(drafter, run)
    number = curated_run(run).themes[0].number
    edit(second, run, EditKind.RENAME, {"theme": number, "label": "Nama dari orang kedua"})
    with pytest.raises(EditedMeanwhile):
        publish_sent(second, request)
    with pytest.raises(EditedMeanwhile):
        send_for_publishing(drafter, run, Words("Judul"), 0, 0)
    assert publish_sent(drafter, sent(second, run)).published_by == drafter.id


def test_sent_and_published_at_once_is_one_edition(
    app: Flask, run: AnalysisRun, drafter: Account, second: Account
) -> None:
    run_id, ids = run.id, (drafter.id, second.id)
    db.session.commit()

    def send() -> None:
        sent(db.session.get_one(Account, ids[0]), db.session.get_one(AnalysisRun, run_id))

    def publish() -> None:
        request = db.session.query(PublishingRequest).one()
        publish_sent(db.session.get_one(Account, ids[1]), request)

    assert at_once(app, send) == ["done"] * AT_ONCE
    assert db.session.query(PublishingRequest).count() == 1
    assert at_once(app, publish) == ["done"] * AT_ONCE
    assert db.session.query(Summary).count() == 1


def test_the_pages_show_each_person_what_they_may_do(
    client: FlaskClient, run: AnalysisRun, drafter: Account, second: Account
) -> None:
    address = f"/workbench/runs/{run.id}/publish"
    form: dict[str, Any] = {"title": "Judul saya", "after": "0", "seq": "0"}
    sign_in(client, drafter)
    page = client.get(address).text
    assert "Kirim untuk diterbitkan" in page
    assert second.name in page
    refused = client.post(address, data=form)
    assert (refused.status_code, 'href="#reason"' in refused.text) == (422, True)
    assert client.post(address, data=form | {"reason": "Rapat"}).location == address
    request = db.session.query(PublishingRequest).one()
    page = client.get(address).text
    assert "Menunggu orang kedua" in page
    assert 'value="publish"' not in page
    decide = {"request": str(request.id), "decision": "publish"}
    assert client.post(f"{address}/decide", data=decide).status_code == 403
    sign_in(client, second)
    page = client.get(address).text
    assert "Judul saya" in page
    assert 'value="publish"' in page
    assert "Kirim untuk diterbitkan" not in page
    refused = client.post(f"{address}/decide", data=decide | {"decision": "return"})
    assert (refused.status_code, 'href="#because"' in refused.text) == (422, True)
    assert client.post(f"{address}/decide", data=decide | {"request": "99"}).status_code == 404
    assert client.post(f"{address}/decide", data=decide).status_code == 303
    history = client.get(f"/workbench/runs/{run.id}/history").text
    assert "mengirimnya untuk diterbitkan" in history
    assert "menerbitkannya" in history
    late = client.post(f"{address}/decide", data=decide | {"decision": "return", "because": "Belum"})
    assert late.status_code == 409
