"""What the portal itself knows as open data: true at this moment, in pieces, and about nobody."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.config import Config
from civic.core.accounts.models import Account
from civic.core.db.types import utcnow
from civic.errors import Invalid
from civic.extensions import db
from civic.modules import Indicator, Module, OpenTable, registry
from civic.opendata import live
from civic.opendata.actions import DatasetText, Place, publish_table
from tests.conftest import make_app
from tests.factories import make_agency, make_comment, make_consultation, make_process
from tests.helpers import joined
from tests.matrix.world import make_world


def table(rows: Sequence[Sequence[Any]], *columns: str, slug: str = "payung") -> Module:
    """A module with one table."""
    names = columns or ("nama", "nilai")
    return Module("payung", tables=(OpenTable(slug, "Payung", dict.fromkeys(names, "isi"), lambda: iter(rows)),))


def read_csv(client: FlaskClient, slug: str) -> list[list[str]]:
    answer = client.get(f"/data/live/{slug}.csv")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_modules_table_stands_in_the_catalogue_and_can_be_taken_away(app: Flask, client: FlaskClient) -> None:
    moment = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
    rows = [("Payung, merah", 1), (date(2026, 3, 1), Decimal("1.5")), (moment, True), (None, Decimal(3))]
    with joined(app, table(rows)):
        assert 'href="/data/live/payung"' in client.get("/data").text
        page = client.get("/data/live/payung").text
        assert "Payung, merah" in page and "1,5" in page
        assert read_csv(client, "payung") == [
            ["nama", "nilai"],
            ["Payung, merah", "1"],
            ["2026-03-01", "1.5"],
            ["2026-03-02T00:30:00+07:00", "true"],
            ["", "3"],
        ]
        assert [tuple(row.values()) for row in client.get("/data/live/payung.json").json] == [
            ("Payung, merah", 1), ("2026-03-01", 1.5), ("2026-03-02T00:30:00+07:00", True), (None, 3),
        ]  # fmt: skip
        for path in ("/data/live/payung.xlsx", "/data/live/topi", "/data/live/topi.csv"):
            assert client.get(path).status_code == 404


def test_an_empty_table_is_one_too(app: Flask, client: FlaskClient) -> None:
    with joined(app, table([])):
        assert "Belum ada baris" in client.get("/data/live/payung").text
        assert client.get("/data/live/payung.json").json == []
        assert read_csv(client, "payung") == [["nama", "nilai"]]


def test_no_more_is_read_than_is_shown_and_a_file_is_written_in_pieces(app: Flask, tmp_path: Path) -> None:
    read, closed = [], []

    def endless() -> Iterator[Sequence[Any]]:
        try:
            for number in range(100_000):
                read.append(number)
                yield "payung", number
        finally:
            closed.append(True)

    part = OpenTable("payung", "Payung", {"nama": "", "nilai": ""}, endless)
    with app.test_request_context():
        assert len(live.first_rows(part) or ()) == live.SHOWN
        assert (len(read), closed) == (live.SHOWN, [True])
        lines = live._json(part)
        assert [next(lines), next(lines)] == [
            b'[\n{"nama": "payung", "nilai": 0}',
            b',\n{"nama": "payung", "nilai": 1}',
        ]
        assert len(read) == live.SHOWN + 2
        live.write(part, "json", tmp_path / "a.json")
    assert len(json.loads((tmp_path / "a.json").read_text())) == 100_000


def test_cells_cannot_become_formulas_and_contacts_are_masked(app: Flask, client: FlaskClient) -> None:
    with joined(app, table([("=1+1", "-5"), ("a;=2", "hubungi siti@contoh.example atau 0812-3456-7890")])):
        rows = read_csv(client, "payung")
        assert rows[1:] == [["'=1+1", "-5"], ["a;'=2", "hubungi […] atau […]"]]
        assert "siti@" not in client.get("/data/live/payung").text + client.get("/data/live/payung.json").text


@pytest.mark.parametrize("rows", [[("one cell",)], None], ids=["too narrow", "raises"])
def test_a_table_that_fails_is_told_and_takes_nothing_else_down(
    app: Flask, client: FlaskClient, rows: list[tuple[str]] | None
) -> None:
    with joined(app, table(rows) if rows else table(7)):  # type: ignore[arg-type]
        page = client.get("/data/live/payung")
        assert (page.status_code, "sedang tidak dapat dibaca" in page.text) == (200, True)
        assert client.get("/data/live/payung.csv").status_code == 503
        assert client.get("/data").status_code == 200
        (failure,) = registry().failures
        assert (failure.module, failure.part) == ("payung", "table payung")


def test_a_figure_has_unit_period_and_source(app: Flask, client: FlaskClient) -> None:
    def fails() -> int:
        raise RuntimeError("no rain gauge")

    parts = (
        Indicator("umbrellas", "Payung dipinjam", lambda: 1234, "buah", "hari ini", "buku pinjam"),
        Indicator("rain", "Hujan", lambda: None),
        Indicator("gauge", "Curah hujan", fails),
    )
    with joined(app, Module("payung", indicators=parts)):
        page = client.get("/data").text
        assert re.search(
            r"Payung dipinjam, hari ini <small>\(buku pinjam\)</small></dt>\s*<dd>\s*1\.234 <small>buah", page
        )
        assert "Hujan" not in page and "Curah hujan" not in page
        assert "Payung dipinjam" not in client.get("/data?q=taman").text
        rows = read_csv(client, "indicators")
        assert ["umbrellas", "Payung dipinjam", "1234", "buah", "hari ini", "buku pinjam"] in rows
        assert [row for row in rows if row[0] in ("rain", "gauge")] == []
        assert [failure.part for failure in registry().failures] == ["indicator gauge"]


def test_the_portals_own_tables_say_what_is(app: Flask, client: FlaskClient) -> None:
    agency = make_agency(name="Dinas Taman")
    consultation = make_consultation(make_process(agency, slug="taman", title="Taman"), slug="bangku", title="Bangku")
    ended = make_consultation(consultation.process, slug="lama", closes_at=utcnow() - timedelta(hours=1))
    make_comment(consultation)
    rows = {row[0]: row for row in read_csv(client, "activities")}
    names = rows.pop("activity")
    told = dict(zip(names, rows["bangku"], strict=True))
    assert (told["agency"], told["process"], told["is_open"]) == ("Dinas Taman", "taman", "true")
    assert rows[ended.slug][names.index("is_open")] == "false"
    (process,) = client.get("/data/live/processes.json").json
    assert (process["process"], process["phase"], process["activities"]) == ("taman", "open", 2)


def test_a_file_is_as_new_as_the_last_commit(app: Flask, client: FlaskClient) -> None:
    assert len(read_csv(client, "processes")) == 1
    make_process()
    assert len(read_csv(client, "processes")) == 2


def test_nothing_about_a_person_is_in_any_table(config: Config) -> None:
    app = make_app(replace(config, request_limit="1000000/minute"))
    with app.app_context():
        make_world()
        people = [(a.name, *(i.value for i in a.identities)) for a in db.session.query(Account)]
        names = [re.escape(text) for person in people for text in person]
        client = app.test_client()
        assert {part.slug for part in registry().tables} >= {"answers", "activities", "processes", "indicators"}
        for part in registry().tables:
            for path in (f"/data/live/{part.slug}.csv", f"/data/live/{part.slug}.json", f"/data/live/{part.slug}"):
                answer = client.get(path)
                assert answer.status_code == 200
                assert re.findall(rf"\b(?:{'|'.join(names)})\b", answer.text) == []
            assert set(part.columns) & {"id", "account", "author", "name_of_person", "comment", "email"} == set()
            assert len(read_csv(client, part.slug)) > 1
        db.session.remove()
        db.engine.dispose()


def test_no_dataset_takes_the_address_of_the_live_tables(app: Flask) -> None:
    with pytest.raises(Invalid) as error:
        publish_table(None, make_agency(), Place("live"), DatasetText("Hidup"), io.BytesIO(b"a,b\n1,2\n"), "a.csv")
    assert error.value.field == "slug"
