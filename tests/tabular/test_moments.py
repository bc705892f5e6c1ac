"""Times as people and programs write them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from civic.tabular import TableError
from civic.tabular.moments import Order, moment_of, order_of

CITY = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23T13:45:00+07:00", "2026-11-23T06:45:00Z", "2026-11-23 13:45:00", "2026-11-23 13:45",
        "2026/11/23 13:45", "2026-11-23 15.45 WIT", "23/11/2026 13:45", "23-11-2026 13.45", "23.11.2026 13:45:00",
        "23/11/26 13:45", "23 November 2026 13:45", "Senin, 23 November 2026 pukul 13.45 WIB", "23 Nov 2026, 13:45",
        "Nov 23, 2026 1:45 PM", "Mon, 23 Nov 2026 13:45:00 +0700", "20261123T134500", "20261123134500",
        "202611231345", "1795416300000", "1795416300", "46349.572916666664", 1795416300000, 46349.572916666664,
        datetime.fromisoformat("2026-11-23T13:45"), "2026-11-23T13:45:00.123456+07:00", "23/11/2026 01:45 PM",
    ],
)  # fmt: skip
def test_one_moment_in_many_ways(written: object) -> None:
    moment = moment_of(written, CITY)  # type: ignore[arg-type]
    assert moment.replace(microsecond=0).isoformat() == "2026-11-23T06:45:00+00:00"


@pytest.mark.parametrize(
    "written", ["2026-11-23", "20261123", "46349", 46349, "23/11/2026", date(2026, 11, 23), 46349.0]
)
def test_a_day_alone_begins_in_the_city(written: object) -> None:
    assert moment_of(written, CITY).isoformat() == "2026-11-22T17:00:00+00:00"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        "2026", 2026, "0", "1", "1970-01-01", "9999-12-31T23:59:59", "0001-01-01", "2026-02-30", "31/04/2026 10:00",
        "23/11/2026 25:00", "23/13/2026", "kemarin", "13:45", "99999999999999999999", "-5", "20261399", "1e400",
        "23/11/2026 13:45 XYZ", "9999-12-31T23:59:59-23:59", True, "2026-11-23T13:45:00+99:99",
        "23/11/2026 13:45 +9999",
    ],
)  # fmt: skip
def test_what_names_no_moment_is_refused(written: object) -> None:
    with pytest.raises(TableError, match="names no time"):
        moment_of(written, CITY)  # type: ignore[arg-type]


def test_the_column_tells_which_comes_first() -> None:
    assert order_of(["01/02/2026", "03/04/2026"]) is Order.DAY
    assert order_of(["01/02/2026", "03/14/2026"]) is Order.MONTH
    assert order_of(["01/02/2026", "03/14/2026", "14/03/2026"]) is Order.DAY
    assert moment_of("11/23/2026", CITY, Order.MONTH).isoformat() == "2026-11-22T17:00:00+00:00"
