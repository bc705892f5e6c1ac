"""Transactions: whole or not at all, on what is true now, and holding up nobody who only reads."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from civic.core.accounts.models import Credential, RoleGrant
from civic.core.agencies.models import Agency
from civic.core.db.transactions import apart, locked, transaction
from civic.errors import Conflict, NotFound
from civic.extensions import db
from civic.modules import Role
from civic.participation.comments.models import Comment
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_consultation
from tests.helpers import at_once


def elsewhere(statement: Any) -> None:
    """Another person's step."""
    with apart() as session:
        session.execute(statement)


class SlowBody(io.BytesIO):
    """A request's body that arrives in pieces, while `meanwhile` is done."""

    def __init__(self, data: bytes, meanwhile: Callable[[], None]) -> None:
        super().__init__(data)
        self._meanwhile = meanwhile

    def readinto(self, buffer: Any, /) -> int:
        self._meanwhile()
        return super().readinto(memoryview(buffer)[:16])


def test_while_one_person_uploads_another_comments(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civic.core.db.engine.BUSY_TIMEOUT_MS", 100)
    db.engine.dispose()  # connections from here on wait no longer than that
    consultation, agency = make_consultation(slug="taman"), make_agency()
    steward = sign_in(app.test_client(), make_account(Role.DATA_STEWARD, agency))
    resident = sign_in(app.test_client(), make_account())
    answers: list[int] = []

    def comment() -> None:
        if not answers:
            # In a context of its own: the request under way is not this person's.
            page = Context().run(resident.post, "/consultations/taman/comments", data={"body": "Halo"})
            answers.append(page.status_code)

    data = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nJudul\r\n--x--\r\n'
    steward.post(
        "/workbench/data/new",
        input_stream=SlowBody(data, comment),
        content_type="multipart/form-data; boundary=x",
    )
    assert answers == [303]
    assert db.session.query(Comment).filter_by(activity_id=consultation.id).count() == 1


def test_what_was_read_before_is_read_anew_within(app: Flask) -> None:
    agency = make_agency(name="Lama")
    assert agency.name == "Lama"
    elsewhere(update(Agency).values(name="Baru"))
    with transaction():
        assert agency.name == "Baru"


def test_an_inner_action_reads_nothing_anew_and_ends_nothing(app: Flask) -> None:
    agency = make_agency(name="Lama")
    with pytest.raises(RuntimeError), transaction():
        agency.name = "Baru"
        with transaction():
            agency.short_name = "B"
        raise RuntimeError
    assert db.session.get_one(Agency, agency.id).name == "Lama"


def test_state_changes_within_a_transaction_only(app: Flask) -> None:
    agency = make_agency()
    agency.name = "Baru"
    with pytest.raises(RuntimeError, match=r"within transaction\(\) only"), transaction():
        pass
    db.session.rollback()


def test_a_key_that_somebody_took_first_is_a_conflict(app: Flask) -> None:
    make_agency(code="dlh")
    with pytest.raises(Conflict), transaction():
        db.session.add(Agency(code="dlh", name="Lain", short_name="L"))


def test_what_somebody_deleted_first_is_a_conflict_or_not_found(app: Flask) -> None:
    agency = make_agency()
    number = agency.id
    elsewhere(Agency.__table__.delete())
    with pytest.raises(NotFound), transaction():
        assert agency.name
    account = make_account()
    with pytest.raises(Conflict), transaction():
        db.session.add(RoleGrant(account_id=account.id, role=Role.DRAFTER, agency_id=number))


def test_a_broken_rule_of_ours_is_no_conflict_and_its_error_tells_no_values(app: Flask) -> None:
    statement = insert(Credential).values(kind="password", secret="$argon2id$rahasia")  # nobody's
    with pytest.raises(IntegrityError) as failure, transaction():
        db.session.execute(statement)
    assert "ahasia" not in str(failure.value)


def test_a_locked_row_lets_the_second_see_what_the_first_did(app: Flask) -> None:
    number = make_agency(name="").id

    def lengthen() -> None:
        with transaction():
            agency = locked(db.session.get_one(Agency, number))
            agency.name += "x"

    at_once(app, 8, lengthen)
    assert db.session.get_one(Agency, number).name == "x" * 8
