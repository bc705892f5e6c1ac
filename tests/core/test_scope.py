"""What a query may show somebody is what `can` would allow, asked before the limit."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

from flask import Flask

from civic.core.permissions import can, scope
from civic.extensions import db
from civic.insights.permissions import InsightPermission
from civic.insights.workbench.queries import shelves
from civic.modules import Role
from civic.participation.comments.permissions import CommentPermission
from civic.participation.processes.models import Activity
from tests.factories import make_account, make_agency, make_consultation, make_process


def test_a_scope_says_what_can_says(app: Flask) -> None:
    mine, other = make_agency(), make_agency()
    things = [make_consultation(make_process(agency)) for agency in (mine, other)]
    people = [
        None,
        make_account(),
        make_account(Role.DRAFTER, mine),
        make_account(Role.MODERATOR, mine),
        make_account(Role.ADMINISTRATOR),
    ]
    for actor in people:
        for permission in (InsightPermission.ANALYSE, CommentPermission.POST, CommentPermission.HIDE):
            query = db.select(Activity.id).where(scope(actor, permission).covers(Activity.agency_id))
            assert set(db.session.scalars(query)) == {thing.id for thing in things if can(actor, permission, thing)}


def test_ones_own_consultation_is_listed_however_many_others_are_newer(app: Flask) -> None:
    agency = make_agency()
    own = make_consultation(make_process(agency))
    others = make_process()
    for _ in range(3):
        make_consultation(others)
    (shelf,) = shelves(make_account(Role.DRAFTER, agency), limit=2)
    assert [item.corpus.ref for item in shelf.corpora] == [str(own.id)]
    activities, processes = shelves(make_account(Role.ADMINISTRATOR), limit=2)
    assert (len(activities.corpora), [item.corpus.ref for item in processes.corpora]) == (2, [str(others.id)])
    assert shelves(make_account()) == []


@dataclass(frozen=True)
class Holder:
    """Somebody with these roles."""

    grants: tuple[SimpleNamespace, ...]
    is_authenticated: bool = True


def test_a_role_held_in_the_whole_city_reaches_every_agency(app: Flask) -> None:
    thing = make_consultation()
    for role, allowed in ((Role.DRAFTER, True), (Role.MODERATOR, False)):
        actor = Holder((SimpleNamespace(role=role, agency_id=None),))
        assert scope(actor, InsightPermission.ANALYSE).is_everywhere is allowed
        assert can(actor, InsightPermission.ANALYSE, thing) is allowed
