"""Numbers that no table can hold are no numbers, wherever they stand."""

from __future__ import annotations

import base64
import json

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from civic.web.parsing import whole_number
from tests.factories import make_consultation

HUGE = ("9223372036854775808", "99999999999999999999999999", "-9223372036854775809", "1" * 5000)


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize("path", ["/comments/{}", "/comments/{}/reply", "/consultations/trotoar/summary/{}"])
def test_there_is_no_page_of_such_a_number(client: FlaskClient, path: str, number: str) -> None:
    make_consultation(slug="trotoar")
    assert client.get(path.format(number)).status_code == 404


@pytest.mark.parametrize("number", [*HUGE, "1.5", "", "x", "١٢", "1_0", " 1", "+1"])
def test_a_filter_by_such_a_number_is_left_out(client: FlaskClient, number: str) -> None:
    make_consultation(slug="trotoar")
    for path in ("/consultations/trotoar?question=", "/processes?agency=", "/data?agency="):
        assert client.get(path + number).status_code == 200


def test_forms_are_read_alike(app: Flask) -> None:
    app.add_url_rule("/number", view_func=lambda: [request.form.get("n", type=int)], methods=["POST"])
    client = app.test_client()
    assert client.post("/number", data={"n": "12"}).json == [12]
    assert client.post("/number", data={"n": HUGE[0]}).json == [None]


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
