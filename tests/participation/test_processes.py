"""Setting up processes and consultations, and finding them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.core.db.types import utcnow
from civic.errors import Invalid, NotPermitted
from civic.extensions import db
from civic.modules import Role
from civic.participation.consultations.actions import ConsultationText, create_consultation, update_consultation
from civic.participation.processes.actions import Period, ProcessText, create_process, update_process
from civic.participation.processes.models import Phase, PhaseKind, Process
from civic.participation.processes.queries import list_processes
from tests.conftest import sign_in
from tests.factories import make_account, make_agency, make_consultation, make_process

FORM = {
    "title": "Taman baru",
    "slug": "taman-baru",
    "language": "id",
    "open_first": "2026-11-01",
    "open_last": "2026-11-30",
}


def test_a_drafter_sets_up_a_process_and_a_consultation(client: FlaskClient) -> None:
    agency = make_agency()
    sign_in(client, make_account(Role.DRAFTER, agency))
    answer = client.post("/workbench/processes/new", data=FORM | {"agency": agency.id})
    assert answer.location == "/processes/taman-baru"
    data = {
        "title": "Taman seperti apa?",
        "slug": "taman-apa",
        "questions": "Di mana?\nUntuk siapa?",
        "first_day": "2026-11-01",
        "last_day": "2030-11-30",
    }
    answer = client.post("/workbench/processes/taman-baru/consultations/new", data=data)
    assert answer.location == "/consultations/taman-apa"
    page = client.get("/consultations/taman-apa").text
    assert "Di mana?" in page
    assert "Untuk siapa?" in page
    assert "Taman seperti apa?" in client.get("/").text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"title": ""}, "Beri judul"),
        ({"title": "\u3164"}, "Beri judul"),
        ({"slug": "Taman Baru!"}, "huruf kecil"),
        ({"slug": "sudah-ada"}, "sudah dipakai"),
        ({"open_first": "30-02-2026"}, "tanggal yang benar"),
        ({"open_last": "2026-10-01"}, "tidak boleh mendahului"),
        ({"open_first": ""}, "paling sedikit satu tahap"),
        ({"title": "x" * 201}, "200"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_nothing_is_stored(
    client: FlaskClient, changed: dict[str, str], message: str
) -> None:
    agency = make_agency()
    make_process(agency, slug="sudah-ada")
    sign_in(client, make_account(Role.DRAFTER, agency))
    answer = client.post("/workbench/processes/new", data=FORM | {"agency": agency.id} | changed)
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text
    assert any(message in told for told in re.findall("govuk-error-message.*?</p>", answer.text, re.DOTALL))
    assert 'value="taman-baru"' in answer.text or "slug" in changed
    assert db.session.query(Process).filter_by(slug="taman-baru").count() == 0


def test_residents_and_drafters_of_other_agencies_may_not(client: FlaskClient) -> None:
    process = make_process(slug="punya-lain")
    sign_in(client, make_account())
    assert client.get("/workbench/processes/new").status_code == 403
    sign_in(client, make_account(Role.DRAFTER, make_agency()))
    assert client.get(f"/workbench/processes/{process.slug}/edit").status_code == 403
    assert client.get("/workbench/processes/punya-lain/consultations/new").status_code == 403


def test_visitors_are_led_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/workbench/processes/new")
    assert answer.status_code == 302
    assert answer.location == "/account/sign-in?next=/workbench/processes/new"


def test_the_page_shows_where_the_process_stands(client: FlaskClient) -> None:
    make_process(slug="taman", title="Taman", description="### Mengapa\n<script>x</script>")
    page = client.get("/processes/taman").text
    assert 'aria-current="step"' in page
    assert "Dibuka untuk tanggapan" in page
    assert "<script>x" not in page


def test_processes_are_listed_by_the_phase_they_are_in(app: Flask) -> None:
    now = utcnow()
    make_process(title="Terbuka")
    over = make_process(title="Selesai")
    over.phases.append(Phase(kind=PhaseKind.ADOPTED, starts_at=now - timedelta(hours=1)))
    db.session.commit()
    assert [p.title for p in list_processes(None, phase=PhaseKind.OPEN).items] == ["Terbuka"]
    assert [p.title for p in list_processes(None, phase=PhaseKind.ADOPTED).items] == ["Selesai"]


def test_the_front_page_leads_to_what_is_open(client: FlaskClient) -> None:
    make_consultation(title="Dibuka sekarang ini", slug="buka")
    make_consultation(title="Sudah lewat", closes_at=utcnow() - timedelta(hours=1))
    page = client.get("/").text
    assert 'href="/consultations/buka"' in page
    assert "Sudah lewat" not in page


def test_search_finds_processes_and_consultations(client: FlaskClient) -> None:
    consultation = make_consultation(make_process(title="Penataan trotoar"), title="Trotoar kita")
    page = client.get("/search?q=TROTOAR").text
    assert f'href="/processes/{consultation.process.slug}"' in page
    assert f'href="/consultations/{consultation.slug}"' in page
    assert "Tidak ada yang cocok" in client.get("/search?q=%25").text


def test_only_the_agencys_drafters_act(app: Flask) -> None:
    process, now = make_process(), utcnow()
    consultation = make_consultation(process)
    text, phases = ProcessText("Judul", "", ""), {PhaseKind.OPEN: Period(now)}
    asked = ConsultationText("Judul", "", "", [], now, None)
    for other in (
        make_account(),
        make_account(Role.DRAFTER, make_agency()),
        make_account(Role.MODERATOR, process.agency),
    ):
        for act in (
            lambda: create_process(other, process.agency, "baru", text, phases),  # noqa: B023
            lambda: update_process(other, process, text, phases),  # noqa: B023
            lambda: create_consultation(other, process, "baru", asked),  # noqa: B023
            lambda: update_consultation(other, consultation, asked),  # noqa: B023
        ):
            with pytest.raises(NotPermitted):
                act()
    assert (process.title, consultation.title) != ("Judul", "Judul")


def test_a_consultations_dates_and_address_are_checked_by_the_action(app: Flask) -> None:
    process, now = make_process(), utcnow()
    drafter = make_account(Role.DRAFTER, process.agency)
    create_consultation(drafter, process, "ada", ConsultationText("Judul", "", "", [], now, None))
    for slug, text, field in (
        ("ada", ConsultationText("Judul", "", "", [], now, None), "slug"),
        ("Bukan Alamat", ConsultationText("Judul", "", "", [], now, None), "slug"),
        ("baru", ConsultationText("Judul", "", "", [], now, now), "last_day"),
        ("baru", ConsultationText(" ", "", "", [], now, None), "title"),
    ):
        with pytest.raises(Invalid) as caught:
            create_consultation(drafter, process, slug, text)
        assert caught.value.field == field


def test_a_title_of_spaces_is_refused_by_the_action(app: Flask) -> None:
    agency = make_agency()
    with pytest.raises(Invalid) as caught:
        create_process(
            make_account(Role.DRAFTER, agency),
            agency,
            "x",
            ProcessText("  ", "", ""),
            {PhaseKind.OPEN: Period(utcnow())},
        )
    assert caught.value.field == "title"
