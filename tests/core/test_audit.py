"""The audit trail: append-only, in words, filtered, as a file, for administrators alone."""

from __future__ import annotations

import ast
import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

import civic
from civic.core.accounts import actions
from civic.core.audit import record
from civic.core.audit.models import AuditEvent
from civic.core.audit.words import acts
from civic.core.db.transactions import transaction
from civic.core.people.actions import grant_role
from civic.extensions import db
from civic.insights.curation.models import EditKind
from civic.modules import Role
from tests.conftest import sign_in
from tests.factories import make_account, make_agency


def test_the_audit_trail_cannot_be_changed(app: Flask) -> None:
    actions.create_account("Siti", "siti@contoh.example", "tiga kata rahasia")
    for statement in ("UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(db.text(statement))
        db.session.rollback()
    assert db.session.query(AuditEvent).count() == 1


def recorded_codes() -> set[str]:
    """Every code that the source records: the texts in the second argument of a call of `record`."""
    codes = set()
    for path in Path(civic.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and len(node.args) > 1:
                second = node.args[1]
                if isinstance(second, ast.JoinedStr):
                    assert ast.unparse(second) == "f'theme.{kind}'", f"{path}: say which codes this gives"
                    codes |= {f"theme.{kind}" for kind in EditKind}
                else:
                    texts = [n.value for n in ast.walk(second) if isinstance(n, ast.Constant)]
                    codes |= {text for text in texts if isinstance(text, str) and "." in text}
    return codes


@pytest.mark.parametrize("locale", ["id", "en"])
def test_every_act_has_its_words_in_both_languages(app: Flask, locale: str) -> None:
    codes = recorded_codes()
    assert len(codes) > 30
    with force_locale(locale):
        words = acts()
    assert codes - words.keys() == set(), "add them to the module's `acts`"


def test_the_words_are_indonesian(app: Flask) -> None:
    with force_locale("id"):
        indonesian = acts()
    with force_locale("en"):
        english = acts()
    assert [code for code in english if english[code] == indonesian[code]] == []


def test_an_agency_is_told_by_its_name(client: FlaskClient) -> None:
    admin, agency = make_account(Role.ADMINISTRATOR), make_agency(name="Dinas Lingkungan Hidup")
    grant_role(admin, make_account(), Role.DRAFTER, agency)
    with transaction():
        record(admin, "agency.retired", agency)
    sign_in(client, admin)
    page, file = client.get("/admin/audit").text, client.get("/admin/audit.csv").text
    for told in (page, file):
        assert "perangkat daerah: Dinas Lingkungan Hidup" in told
        assert f"perangkat daerah {agency.id}: Dinas Lingkungan Hidup" in told


@pytest.fixture
def filled(client: FlaskClient) -> FlaskClient:
    siti, budi = make_account(name="Siti"), make_account(name="Budi")
    agency = make_agency()
    with transaction():
        record(siti, "agency.created", agency, code="=1+1")
        record(budi, "agency.updated", agency).at = datetime(
            2026, 3, 1, 17, 30, tzinfo=UTC
        )  # 2 March, 00:30 in the city
    sign_in(client, make_account(Role.ADMINISTRATOR))
    return client


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Siti", "Budi"}),
        ("person=siti", {"Siti"}),
        ("action=agency.updated", {"Budi"}),
        ("thing=agency", {"Siti", "Budi"}),
        ("thing=comment", set()),
        ("first=2026-03-02&last=2026-03-02", {"Budi"}),
        ("first=2026-03-01&last=2026-03-01", set()),
        ("last=9999-12-31&first=0001-01-01", {"Siti", "Budi"}),
        ("first=yesterday", {"Siti", "Budi"}),
        ("thing=agency&number=999", set()),
    ],
)
def test_the_trail_is_filtered(filled: FlaskClient, query: str, names: set[str]) -> None:
    page = filled.get(f"/admin/audit?{query}").text
    assert {name for name in ("Siti", "Budi") if f">{name}</a>" in page} == names
    rows = list(csv.reader(io.StringIO(filled.get(f"/admin/audit.csv?{query}").text.removeprefix("\ufeff"))))[1:]
    assert {row[2] for row in rows if row[2]} == names


def test_things_and_facts_are_told_in_words(filled: FlaskClient) -> None:
    person = make_account()
    grant_role(None, person, Role.DRAFTER, make_agency())
    page = filled.get("/admin/audit?action=role.granted").text
    assert f"akun {person.id}" in page
    assert "peran: Perancang kebijakan" in page


def test_the_file_tells_city_time_and_calculates_nothing(filled: FlaskClient) -> None:
    text = filled.get("/admin/audit.csv").text
    assert "2026-03-02T00:30:00+07:00" in text
    assert "Menambah perangkat daerah" in text
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.DRAFTER, Role.DATA_STEWARD, Role.OFFICER])
def test_only_administrators_read_the_trail(client: FlaskClient, role: Role | None) -> None:
    sign_in(client, make_account(role, make_agency() if role else None))
    for path in ("/admin/audit", "/admin/audit.csv"):
        assert client.get(path).status_code == 403
