"""Notices: told once, to the right person, in that person's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.db.transactions import transaction
from civic.core.notices import module, notify, notify_all
from civic.core.notices.actions import choose
from civic.core.notices.models import Notice, NoticeChoice
from civic.core.notices.queries import unread_count
from civic.extensions import db
from civic.modules import NoticeKind, Registry, registry
from tests.conftest import sign_in
from tests.factories import make_account, make_consultation

REPLY = NoticeKind(
    "test.reply",
    "Replies",
    title="%(author)s answered you",
    text="On %(title)s",
    endpoint="consultations.show",
    arguments=("slug",),
    anchor="c%(comment)s",
)


@pytest.fixture(autouse=True)
def kinds(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kind that only these tests know."""
    monkeypatch.setattr(Registry, "notices", (REPLY,))
    yield


def tell(account_id: int | None, key: str = "comment 1", **values: object) -> bool:
    with transaction():
        return notify(account_id, "test.reply", key, **{"author": "Sari", "title": "Taman", "slug": "taman"} | values)


def test_a_notice_leads_to_the_thing_and_is_read_then(client: FlaskClient) -> None:
    make_consultation(slug="taman")
    account = make_account()
    tell(account.id, comment=7)
    sign_in(client, account)
    page = client.get("/account/notices").text
    assert "Sari answered you" in page and "On Taman" in page
    assert unread_count(account) == 1
    answer = client.post(f"/account/notices/{db.session.query(Notice).one().id}/open")
    assert (answer.status_code, answer.location) == (303, "/consultations/taman#c7")
    assert unread_count(account) == 0


def test_a_repeated_step_tells_once_and_imported_comments_have_nobody_to_tell(app: Flask) -> None:
    account, other = make_account(), make_account()
    assert tell(account.id)
    assert not tell(account.id, author="Budi")
    assert tell(account.id, "comment 2")
    assert tell(other.id)
    assert not tell(None)
    assert db.session.query(Notice).count() == 3


def test_a_step_that_fails_tells_nothing(app: Flask) -> None:
    account = make_account()
    with pytest.raises(RuntimeError), transaction():
        notify(account.id, "test.reply", "x")
        raise RuntimeError
    assert db.session.query(Notice).count() == 0


def test_many_are_told_in_few_statements(app: Flask) -> None:
    people = [make_account().id for _ in range(7)]
    with transaction():
        assert notify_all("test.reply", [(person, "x", {}) for person in [*people, None, people[0]]]) == 7


def test_what_somebody_chose_is_in_their_data_and_gone_with_them(client: FlaskClient) -> None:
    account, other = make_account(), make_account()
    for person, mailing in ((account, "daily"), (other, "none")):
        choose(person, {"test.reply": mailing})
    assert sign_in(client, account).get("/account/data").json["notice_choices"] == [
        {"kind": "test.reply", "mailing": "daily"}
    ]
    (part,) = [part for part in registry().personal_data if part.name == "notice_choices"]
    with transaction():
        part.erase(account.id)
    assert [choice.account_id for choice in db.session.query(NoticeChoice)] == [other.id]


def test_an_unknown_kind_is_the_callers_mistake(app: Flask) -> None:
    with pytest.raises(KeyError), transaction():
        notify(make_account().id, "no.such", "x")


def test_nobody_opens_anothers_notice(client: FlaskClient) -> None:
    tell(make_account().id)
    number = db.session.query(Notice).one().id
    assert client.post(f"/account/notices/{number}/open").status_code in (302, 303, 401)
    sign_in(client, make_account())
    assert client.post(f"/account/notices/{number}/open").status_code == 404
    assert "Sari" not in client.get("/account/notices").text
    client.post("/account/notices/read")
    assert db.session.query(Notice).one().read_at is None


def test_notices_without_values_or_kind_break_nothing(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_account()
    sign_in(client, account)
    with transaction():
        notify(account.id, "test.reply", "x")
    assert "… answered you" in client.get("/account/notices").text
    monkeypatch.setattr(Registry, "notices", ())
    assert client.get("/account/notices").status_code == 200
    assert unread_count(account) == 0


def test_a_person_gets_their_notices_and_takes_them_along(app: Flask) -> None:
    account, other = make_account(), make_account()
    tell(account.id)
    tell(other.id)
    (part,) = [part for part in module.personal_data if part.name == "notices"]
    assert [row["values"]["author"] for row in part.export(account.id)] == ["Sari"]
    with transaction():
        part.erase(account.id)
    assert [notice.account_id for notice in db.session.query(Notice)] == [other.id]


def test_every_kind_of_the_portal_can_be_said(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for kind in registry().notices:
        assert str(kind.label) and str(kind.title)
        assert not kind.endpoint or kind.endpoint in app.view_functions
