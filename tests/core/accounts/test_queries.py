"""Lists of people and sessions."""

from __future__ import annotations

import pytest
from flask import Flask

from civic.core.accounts import queries
from civic.core.accounts.sessions import open_session
from civic.core.db.transactions import transaction
from civic.errors import NotFound
from civic.modules import Role
from tests.factories import make_account, make_agency


def test_people_are_listed_newest_first_with_and_without_a_role(app: Flask) -> None:
    resident, drafter, other = make_account(), make_account(Role.DRAFTER, make_agency()), make_account()
    assert [person.id for person in queries.people(None).items] == [other.id, drafter.id, resident.id]
    assert [person.id for person in queries.people(None, staff=True).items] == [drafter.id]
    assert queries.account_by_id(drafter.id) is drafter
    with pytest.raises(NotFound):
        queries.account_by_id(0)


def test_everybody_sees_their_own_sessions(app: Flask) -> None:
    one, other = make_account(), make_account()
    with transaction():
        for person in (one, one, other):
            open_session(person)
    found = queries.sessions_of(one)
    assert {session.account_id for session in found} == {one.id}
    assert [session.id for session in found] == sorted((session.id for session in found), reverse=True)
    assert len(found) == 2
    assert len(queries.sessions_of(one, limit=1)) == 1
