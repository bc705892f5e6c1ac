"""One form sent eight times at the same moment does what it says once; of two who take one address one is told so."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts.models import Account, RoleGrant, UserSession
from civic.core.agencies.models import Agency
from civic.core.audit.models import AuditEvent
from civic.core.jobs.models import JobRecord
from civic.core.people.actions import revoke_role
from civic.errors import Conflict, NotPermitted
from civic.extensions import Model, db
from civic.modules import Role
from civic.opendata.models import Dataset, ResourceVersion, Upload
from civic.participation.comments.models import Comment, CommentFlag, CommentReaction, CommentReport, CommentState
from civic.participation.comments.reports import Reason, flag
from civic.participation.consultations.models import Consultation
from civic.participation.follows.models import Follow
from civic.participation.processes.models import Process
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_comment, make_consultation, make_process
from tests.helpers import at_once

TIMES = 8
TABLE = b"nama,luas\nBenda,7.5\nPinang,17.25\n"
Send = Callable[..., list[Any]]


@pytest.fixture
def send(app: Flask, client: FlaskClient) -> Iterator[Send]:
    """Send a form of this browser so many times at once: the answers."""

    def one(path: str, files: dict[str, bytes] | None = None, times: int = TIMES, **form: str) -> list[Any]:
        db.session.commit()

        def post() -> Any:
            again = app.test_client()
            again._cookies = dict(client._cookies)
            streams = {name: (io.BytesIO(content), "a.csv") for name, content in (files or {}).items()}
            answer = again.post(path, data=form | streams)
            client._cookies.update(again._cookies)
            return answer

        answers = at_once(app, times, post)
        assert [answer for answer in answers if isinstance(answer, BaseException)] == []
        db.session.expire_all()
        return answers

    yield one


def count(model: type[Model], **values: object) -> int:
    return db.session.query(model).filter_by(**values).count()


def statuses(answers: list[Any]) -> set[int]:
    return {answer.status_code for answer in answers}


def test_a_comment_is_published_once_and_each_answer_leads_to_it(client: FlaskClient, send: Send) -> None:
    consultation = make_consultation(slug="taman")
    sign_in(client, make_account())
    answers = send("/consultations/taman/comments", body="Tambah bangku", submission_key="a" * 20)
    assert statuses(answers) == {303}
    assert len({re.search(r"posted=(\d+)", answer.location)[1] for answer in answers}) == 1  # type: ignore[index]
    assert count(Comment) == db.session.get_one(Consultation, consultation.id).comment_count == 1
    assert count(AuditEvent, action="comment.posted") == 1


def test_an_opinion_counts_once(client: FlaskClient, send: Send) -> None:
    comment = make_comment(make_consultation())
    sign_in(client, make_account())
    assert statuses(send(f"/comments/{comment.id}/reaction", value="agree")) == {303}
    assert count(CommentReaction) == db.session.get_one(Comment, comment.id).agree_count == 1


def test_one_follows_once(client: FlaskClient, send: Send) -> None:
    consultation = make_consultation()
    sign_in(client, make_account())
    assert statuses(send(f"/activities/{consultation.id}/follow", intent="follow")) == {303}
    assert count(Follow) == 1


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("note", ["", "Iklan obat"])
def test_one_report_is_one(client: FlaskClient, send: Send, is_known: bool, note: str) -> None:
    comment = make_comment(make_consultation())
    if is_known:
        sign_in(client, make_account())
    assert statuses(send(f"/comments/{comment.id}/report", reason="spam", note=note)) == {303}
    assert count(CommentReport) == count(CommentFlag) == count(AuditEvent, action="comment.reported") == 1


@pytest.mark.parametrize("decision", ["hide", "keep"])
def test_moderators_decide_once(client: FlaskClient, send: Send, decision: str) -> None:
    agency = make_agency()
    consultation = make_consultation(make_process(agency))
    comment = make_comment(consultation)
    flag(comment, Reason.SPAM, "", make_account().id)
    sign_in(client, make_account(Role.MODERATOR, agency))
    assert statuses(send(f"/moderation/{comment.id}", decision=decision, reason="Iklan")) == {303}
    done = AuditEvent.action.in_(("comment.hidden", "comment.kept"))
    assert db.session.query(AuditEvent).filter(done).count() == 1
    kept = db.session.get_one(Consultation, consultation.id).comment_count
    assert (count(Comment, state=CommentState.PUBLISHED), kept) == ((1, 1) if decision == "keep" else (0, 0))


def test_a_code_opens_one_session_of_one_new_account(client: FlaskClient, send: Send) -> None:
    form = {"contact": "siti@contoh.example", "name": "Siti", "password": "kali cisadane jernih"}
    client.get("/account/register")
    assert statuses(send("/account/register", **form)) == {303}
    (message,) = db.session.query(JobRecord).filter_by(name="mail.send")
    code = re.search(r"\d{6}", message.arguments["body"])
    assert code
    answers = send("/account/verify", code=code[0])
    assert statuses(answers) == {303, 422}
    assert count(Account) == count(UserSession) == count(AuditEvent, action="account.registered") == 1


def test_a_table_is_published_once(client: FlaskClient, send: Send) -> None:
    agency = make_agency()
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"title": "Kecamatan", "slug": "kecamatan", "licence": "mit", "language": "id", "agency": str(agency.id)}
    looks = send("/workbench/data/new", files={"file": TABLE}, **form)
    assert statuses(looks) == {303}
    assert len({answer.location for answer in looks}) == count(Upload) == 1
    key = db.session.query(Upload).one().original_key
    for times in (TIMES, 1):  # the last one comes when all is done
        answers = send(looks[0].location, times=times, publish="1", file=key)
        assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/data/kecamatan/data")}
    assert count(Dataset) == count(ResourceVersion) == count(AuditEvent, action="dataset.published") == 1
    assert count(Upload) == 0


def test_the_last_administrators_do_not_remove_each_other(app: Flask) -> None:
    administrators = [make_account(Role.ADMINISTRATOR) for _ in range(2)]
    pairs = [(actor.id, other.grants[0].id) for actor, other in (administrators, administrators[::-1])]
    db.session.commit()

    def remove() -> None:
        actor, grant = pairs.pop()
        revoke_role(db.session.get_one(Account, actor), grant)

    (refused,) = [result for result in at_once(app, 2, remove) if result is not None]
    assert isinstance(refused, Conflict | NotPermitted)
    assert count(RoleGrant, role=Role.ADMINISTRATOR) == 1


def takers(agency: Agency) -> dict[str, tuple[type[Model], str, str, Role, dict[str, str]]]:
    """What is made, where, the field of its address, by whom, and how."""
    text = {"title": "Judul", "summary": "", "language": "id", "agency": str(agency.id)}
    days = {"first_day": "2026-11-01", "open_first": "2026-11-01", "open_last": "2027-11-01"}
    process = make_process(agency, slug="induk")
    return {
        "process": (Process, "/workbench/processes/new", "slug", Role.DRAFTER, text | days),
        "consultation": (
            Consultation,
            f"/workbench/processes/{process.slug}/consultations/new",
            "slug",
            Role.DRAFTER,
            text | days | {"introduction": "", "questions": ""},
        ),
        "agency": (Agency, "/admin/agencies/new", "code", Role.ADMINISTRATOR, {"name": "Dinas", "short_name": "D"}),
    }


@pytest.mark.parametrize("thing", ["process", "consultation", "agency"])
def test_of_those_who_take_one_address_at_once_one_is_told_at_the_field(
    client: FlaskClient, send: Send, thing: str
) -> None:
    agency = make_agency()
    model, path, field, role, form = takers(agency)[thing]
    sign_in(client, make_account(role, None if role is Role.ADMINISTRATOR else agency))
    answers = send(path, **form, **{field: "sama"})
    assert sorted(answer.status_code for answer in answers) == [303] + [422] * (TIMES - 1)
    assert all(f'id="{field}-error"' in answer.text for answer in answers if answer.status_code == 422)
    assert count(model, **{field: "sama"}) == 1
