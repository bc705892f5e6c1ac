"""Numbers that no table can hold are no numbers, wherever they stand."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.routing import Rule

import civic
from civic.core.accounts.models import Account
from civic.extensions import db
from civic.modules import Role
from civic.web.parsing import BoundedConverter, whole_number
from tests.conftest import sign_in
from tests.factories import make_account, make_consultation
from tests.matrix.world import World, make_world

HUGE = ("9223372036854775808", "99999999999999999999999999", "-9223372036854775809", "1" * 5000)


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize("path", ["/comments/{}", "/comments/{}/reply", "/consultations/trotoar/summary/{}"])
def test_there_is_no_page_of_such_a_number(client: FlaskClient, path: str, number: str) -> None:
    make_consultation(slug="trotoar")
    assert client.get(path.format(number)).status_code == 404


# Every view that reads a number from its query, with a path of it; posted= is read for whoever is signed in.
READS = {
    "agency": ("/processes", "/data"),
    "comment": (),  # of an edition's theme: tests/insights/test_theme_page.py
    "question": ("/consultations/trotoar",),
    "posted": ("/consultations/trotoar",),
    "seen": (),  # of a form
    "seq": (),  # of a form
}


def test_the_table_of_numbers_in_queries_is_whole() -> None:
    """A new `type=int` needs its line above."""
    named = re.compile(r'\.get(?:list)?\("(\w+)"[^)\n]*type=int\)')
    sources = [path.read_text() for path in Path(civic.__file__).parent.rglob("*.py") if path.name != "parsing.py"]
    assert {name for source in sources for name in named.findall(source)} == READS.keys()


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in READS.items() for path in paths])
def test_a_filter_by_such_a_number_finds_no_page(client: FlaskClient, name: str, path: str, number: str) -> None:
    make_consultation(slug="trotoar")
    sign_in(client, make_account())
    assert client.get(f"{path}?{name}={number}").status_code == 404


@pytest.mark.parametrize("text", ["1.5", "", "x", "١٢", "1_0", " 1", "+1"])
def test_a_filter_by_what_is_no_number_is_left_out(client: FlaskClient, text: str) -> None:
    make_consultation(slug="trotoar")
    for path in ("/consultations/trotoar?question=", "/processes?agency=", "/data?agency="):
        assert client.get(path + text).status_code == 200


def test_the_audit_trail_knows_nobody_of_such_a_number(client: FlaskClient) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR))
    assert client.get(f"/admin/audit?person={HUGE[0]}").status_code == 404
    assert client.get(f"/admin/audit?person={2**63 - 1}").status_code == 200


def test_no_route_takes_such_a_number(app: Flask) -> None:
    """Every route with a number in its address, by every method it takes, as an administrator."""
    world = make_world()
    client = sign_in(app.test_client(), db.session.get_one(Account, world.people["administrator"]))
    asked = 0
    for rule in app.url_map.iter_rules():
        for argument, converter in rule._converters.items():
            if not isinstance(converter, BoundedConverter):
                continue
            for number in (2**63, 10**30):
                path = _with(rule, world, argument, number)
                for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                    assert client.open(path, method=method).status_code == 404, (method, path)
                    asked += 1
    assert asked > 80


def _with(rule: Rule, world: World, argument: str, number: int) -> str:
    """The address of a rule, `number` for the argument and the world's things for the others."""

    def value(match: re.Match[str]) -> str:
        if match["name"] == argument:
            return str(number)
        thing = world.thing(rule.endpoint, match["name"])
        return str(next(iter(thing.values())) if isinstance(thing, dict) else thing)

    return re.sub(r"<(?:\w+:)?(?P<name>\w+)>", value, rule.rule)


def test_forms_are_read_alike(app: Flask) -> None:
    app.add_url_rule("/number", view_func=lambda: [request.form.get("n", type=int)], methods=["POST"])
    client = app.test_client()
    assert client.post("/number", data={"n": "12"}).json == [12]
    assert client.post("/number", data={"n": "x"}).json == [None]
    assert client.post("/number", data={"n": HUGE[0]}).status_code == 404


def test_the_largest_are_numbers() -> None:
    assert whole_number(str(2**63 - 1)) == 2**63 - 1
    assert whole_number("-7") == -7


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "values",
    [
        (1, True),
        (0, 2**63),
        (0, 10**30),
        (0, "0001-01-01T00:00:00+23:59", 1),
        (0, "9999-12-31T23:59:59-23:59", 1),
        (0, "2026-11-25T00:00:00+00:00", True),
        (0, "2026-11-25T00:00:00+00:00", 1e400),
        (True, "2026-11-25T00:00:00+00:00", 1),
        (),
        ({},),
    ],
    ids=str,
)
def test_a_made_up_cursor_is_no_page(client: FlaskClient, values: tuple[object, ...]) -> None:
    make_consultation(slug="trotoar")
    for path in ("/consultations/trotoar", "/processes", "/data"):
        assert client.get(f"{path}?after={cursor(*values)}").status_code in (200, 404)


def test_a_time_that_no_calendar_holds_is_a_bad_request(app: Flask) -> None:
    def view() -> str:
        raise OverflowError("date value out of range")

    app.add_url_rule("/overflow", view_func=view)
    assert app.test_client().get("/overflow").status_code == 400
