"""First and last days: the city's, a last day included."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.accounts.models import Account
from civic.core.db.types import utcnow
from civic.extensions import db
from civic.modules import Role
from civic.participation.consultations.models import Consultation
from civic.participation.processes.models import Phase, PhaseKind, Process
from civic.participation.processes.queries import list_processes
from civic.web.days import end_of, first_day, last_day, start_of
from civic.web.filters import closing
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_consultation, make_process

FORM = {"title": "Taman", "slug": "taman", "language": "id"}
CONSULTATION = {"title": "Taman apa?", "slug": "apa", "first_day": "2026-11-01", "last_day": "2026-11-24"}


@pytest.fixture
def drafter(app: Flask) -> Account:
    return make_account(Role.DRAFTER, make_agency())


@pytest.fixture
def browser(client: FlaskClient, drafter: Account) -> FlaskClient:
    return sign_in(client, drafter)


def set_up(browser: FlaskClient, drafter: Account, **days: str) -> str:
    data = FORM | {"agency": drafter.grants[0].agency_id} | days
    answer = browser.post("/workbench/processes/new", data=data, follow_redirects=True)
    return answer.text


def test_a_day_goes_from_midnight_to_midnight_in_the_city(app: Flask) -> None:
    day = date(2026, 11, 24)
    assert start_of(day) == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert end_of(day) == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert (first_day(start_of(day)), last_day(end_of(day))) == (day, day)
    assert last_day(datetime(2026, 11, 24, 5, 30, tzinfo=UTC)) == day


def test_what_ends_with_a_day_is_said_to_end_on_it(app: Flask) -> None:
    with app.test_request_context():
        assert closing(end_of(date(2026, 11, 24))) == "24 November 2026"
        assert closing(datetime(2026, 11, 24, 5, 30, tzinfo=UTC)) == "24 November 2026 12.30 WIB"


def test_a_day_ends_too_where_clocks_are_put_forward_at_midnight(app: Flask) -> None:
    app.config["CIVIC"] = replace(app.config["CIVIC"], time_zone="Asia/Beirut")
    with app.test_request_context():
        assert closing(end_of(date(2028, 3, 25))) == "25 Maret 2028"
        assert closing(end_of(date(2028, 3, 26))) == "26 Maret 2028"
        assert "02.00" in closing(end_of(date(2028, 3, 25)) + timedelta(hours=1))


def test_consecutive_phases_share_no_day(browser: FlaskClient, drafter: Account) -> None:
    days = {
        "open_first": "2026-11-01",
        "open_last": "2026-11-10",
        "closed_first": "2026-11-11",
        "closed_last": "2026-11-20",
    }
    page = set_up(browser, drafter, **days)
    assert "1 November 2026 – 10 November 2026" in page
    assert "11 November 2026 – 20 November 2026" in page
    form = browser.get("/workbench/processes/taman/edit").text
    assert all(f'value="{day}"' in form for day in days.values())


def test_a_consultation_says_its_last_day(browser: FlaskClient, drafter: Account) -> None:
    set_up(browser, drafter, open_first="2026-11-01")
    browser.post("/workbench/processes/taman/consultations/new", data=CONSULTATION | {"last_day": "2199-11-24"})
    page = browser.get("/consultations/apa").text
    assert "24 November 2199" in page
    assert "25 November" not in page
    consultation = db.session.query(Consultation).one()
    assert consultation.closes_at == datetime(2199, 11, 24, 17, tzinfo=UTC)
    consultation.closes_at = utcnow().replace(year=2025, month=11, day=24, hour=17, minute=0, second=0, microsecond=0)
    consultation.opens_at = consultation.closes_at - timedelta(days=5)
    consultation.version += 1
    db.session.commit()
    assert "Ditutup pada 24 November 2025" in browser.get("/consultations/apa").text
    assert 'value="2025-11-24"' in browser.get("/workbench/consultations/apa/edit").text


def test_a_consultation_may_last_one_day(browser: FlaskClient, drafter: Account) -> None:
    set_up(browser, drafter, open_first="2026-11-01")
    data = CONSULTATION | {"first_day": "2026-11-24"}
    assert browser.post("/workbench/processes/taman/consultations/new", data=data).status_code in (302, 303)
    consultation = db.session.query(Consultation).one()
    assert consultation.closes_at == consultation.opens_at + timedelta(days=1)


@pytest.mark.parametrize("year", ["0001", "0009", "1969", "2200", "9999"])
def test_a_year_that_cannot_be_is_refused_in_words(browser: FlaskClient, drafter: Account, year: str) -> None:
    for days in ({"open_first": f"{year}-12-31"}, {"open_first": "2026-11-01", "open_last": f"{year}-12-31"}):
        page = set_up(browser, drafter, **days)
        assert f"Tahun {int(year)} tidak mungkin" in page
        assert f'value="{year}-12-31"' in page
    make_process(drafter.grants[0].agency, slug="lain")
    for days in ({"first_day": f"{year}-01-01"}, {"last_day": f"{year}-12-31"}):
        answer = browser.post("/workbench/processes/lain/consultations/new", data=CONSULTATION | days)
        assert f"Tahun {int(year)} tidak mungkin" in answer.text
    assert db.session.query(Consultation).count() == 0


def staged(*phases: tuple[PhaseKind, int, int | None]) -> Process:
    """A process with phases from and to so many hours from now."""
    process = make_process()
    db.session.delete(process.phases[0])
    db.session.flush()
    db.session.expire(process)
    now = utcnow()
    for kind, first, last in phases:
        ends_at = now + timedelta(hours=last) if last is not None else None
        process.phases.append(Phase(kind=kind, starts_at=now + timedelta(hours=first), ends_at=ends_at))
    db.session.commit()
    db.session.expire(process)
    return process


OPEN, CLOSED, ANALYSIS, DRAFT = PhaseKind.OPEN, PhaseKind.CLOSED, PhaseKind.ANALYSIS, PhaseKind.DRAFT


@pytest.mark.parametrize(
    ("phases", "stage", "words"),
    [
        ([(OPEN, -9, -1)], CLOSED, "Tanggapan ditutup"),
        ([(OPEN, -9, 1)], OPEN, "Dibuka untuk tanggapan"),
        ([(OPEN, -9, None)], OPEN, "Dibuka untuk tanggapan"),
        ([(OPEN, 1, None)], None, "Direncanakan"),
        ([(OPEN, -9, -1), (ANALYSIS, 1, None)], CLOSED, "Tanggapan ditutup"),
        ([(OPEN, -9, -1), (ANALYSIS, -1, None)], ANALYSIS, "Tanggapan sedang dibaca"),
        ([(OPEN, -9, 5), (ANALYSIS, -1, None)], ANALYSIS, "Tanggapan sedang dibaca"),
        ([(DRAFT, -9, None), (OPEN, -5, -1)], DRAFT, "Disiapkan"),
        ([(OPEN, -9, -5), (ANALYSIS, -4, -1)], None, "Selesai"),
        ([(DRAFT, -9, -5), (OPEN, 1, None)], None, "Di antara dua tahap"),
    ],
)
def test_a_process_stands_where_its_phases_say(
    client: FlaskClient, phases: list[tuple[PhaseKind, int, int | None]], stage: PhaseKind | None, words: str
) -> None:
    process = staged(*phases)
    assert process.stage_at(utcnow()) == stage
    for kind in PhaseKind:
        assert [p.id for p in list_processes(None, phase=kind).items] == ([process.id] if kind is stage else []), kind
    assert words in client.get(f"/processes/{process.slug}").text
    card = client.get("/processes").text.partition('class="cards"')[2]
    assert words in card


def test_a_phase_that_ended_is_no_longer_the_one_we_are_in(client: FlaskClient) -> None:
    process = staged((OPEN, -9, -1))
    assert 'aria-current="step"' not in client.get(f"/processes/{process.slug}").text


def test_a_changed_title_reaches_the_pages_of_the_activities(client: FlaskClient, drafter: Account) -> None:
    consultation = make_consultation(make_process(drafter.grants[0].agency, slug="lama", title="Judul lama"))
    address = f"/consultations/{consultation.slug}"
    tag = client.get(address).headers["ETag"]
    other = sign_in(client.application.test_client(), drafter)
    data = FORM | {"title": "Judul baru", "slug": "lama", "agency": drafter.grants[0].agency_id}
    other.post("/workbench/processes/lama/edit", data=data | {"open_first": "2026-11-01"})
    answer = client.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Judul baru" in answer.text
