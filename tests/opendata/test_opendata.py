"""The catalogue: what stewards publish, what the public reads, what is refused."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from civic.core.agencies.models import Agency
from civic.errors import Invalid, NotPermitted
from civic.extensions import db
from civic.modules import Role
from civic.opendata.actions import DatasetText, Place, publish_table
from civic.opendata.models import Dataset
from tests.conftest import sign_in
from tests.factories import make_account, make_agency
from tests.helpers import count_queries

DISTRICTS = (
    "kode,kecamatan,kodepos,luas_km2,penduduk\n36.71.01,Tangerang,15111,15.226,150000\n36.71.02,Benda,15125,7.5,83530\n"
)


@pytest.fixture
def agency(app: Flask) -> Agency:
    return make_agency()


def publish(agency: Agency, text: str | bytes = DISTRICTS, slug: str = "kecamatan", **values: str) -> Dataset:
    data = text.encode() if isinstance(text, str) else text
    text_of = DatasetText(values.pop("title", "Kecamatan"), **values)
    return publish_table(None, agency, Place(slug), text_of, io.BytesIO(data), "a.csv").dataset


def kinds(dataset: Dataset) -> dict[str, str]:
    return {column.name: column.kind for column in dataset.resource.columns}


def test_codes_stay_text_and_figures_become_figures(agency: Agency) -> None:
    dataset = publish(agency)
    assert kinds(dataset) == {
        "kode": "text", "kecamatan": "text", "kodepos": "text", "luas_km2": "decimal", "penduduk": "integer",
    }  # fmt: skip
    assert dataset.resource.row_count == 2
    area = dataset.resource.columns[3]
    assert (area.minimum, area.maximum, area.mean) == (7.5, 15.226, 11.36)


def test_leading_zeros_survive_whatever_the_column_is_called(agency: Agency) -> None:
    dataset = publish(agency, "sekolah,nilai\n001,1\n002,2\n")
    assert kinds(dataset)["sekolah"] == "text"


@pytest.mark.parametrize(
    "data",
    [
        b"nama;luas\nBenda;7,5\nPinang;17,25\n",
        "\ufeffnama;luas\nBenda;7,5\nPinang;17,25\n".encode(),
        b"nama\tluas\nBenda\t7.5\nPinang\t17.25\n",
        "nama|luas\nBenda|7.5\nPinang|17.25\n".encode("utf-16"),
    ],
)
def test_the_csv_that_offices_write_is_understood(agency: Agency, data: bytes, client: FlaskClient) -> None:
    dataset = publish(agency, data)
    assert kinds(dataset) == {"nama": "text", "luas": "decimal"}
    assert client.get("/data/kecamatan.csv").text.replace("\r", "") == "\ufeffnama,luas\nBenda,7.5\nPinang,17.25\n"


def test_cp1252_keeps_its_letters(agency: Agency, client: FlaskClient) -> None:
    publish(agency, "nama,luas\nCafé – Pasar,7\n".encode("cp1252"))
    assert client.get("/data/kecamatan.json").json == [{"nama": "Café – Pasar", "luas": 7}]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "kosong"),
        (b"  \n", "kosong"),
        (b"\x89PNG\r\n\x00\x00", "bukan berkas teks"),
        (b"a,b\n", "tidak ada barisnya"),
        (b"a,,b\n1,2,3\n", "Baris 1: kolom 2 tidak bernama."),
        (b"a,A\n1,2\n", "Baris 1: ada dua kolom bernama A."),
        (b"a,b\n1,2\n1,2,3\n", "Baris 3: berisi 3 nilai, sedangkan nama kolomnya 2."),
        (b'a,b\n1,"2\n', "Baris"),
    ],
)
def test_a_bad_file_is_told_and_nothing_is_stored(
    client: FlaskClient, agency: Agency, data: bytes, message: str, app: Flask
) -> None:
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"title": "Judul tetap", "slug": "baru", "licence": "mit", "language": "id", "agency": agency.id}
    answer = client.post("/workbench/data/new", data=form | {"file": (io.BytesIO(data), "a.csv")})
    assert message in answer.text
    assert 'id="file-error"' in answer.text
    assert 'value="Judul tetap"' in answer.text
    assert db.session.query(Dataset).count() == 0
    assert not list((app.config["CIVIC"].home / "files").glob("**/*"))


def test_a_steward_publishes_and_everybody_reads(client: FlaskClient, agency: Agency) -> None:
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"title": "Kecamatan", "slug": "kecamatan", "licence": "mit", "language": "id", "agency": agency.id}
    look = client.post("/workbench/data/new", data=form | {"file": (io.BytesIO(DISTRICTS.encode()), "Data Kota.csv")})
    assert "36.71.01" in client.get(look.location).text
    assert client.get("/data/kecamatan").status_code == 404  # nothing is published before it is looked at
    answer = client.post(look.location, data={"publish": "1"})
    assert answer.location == "/data/kecamatan/data"
    client.post("/account/sign-out")
    page = client.get("/data/kecamatan").text
    assert "36.71.01" in page
    assert "<title>Kecamatan: penduduk</title>" in page
    assert "Isi yang sama sebagai tabel" in page
    assert "Kecamatan" in client.get("/data?q=kecamatan").text
    assert "Tidak ada dataset yang cocok" in client.get("/data?q=xyz").text
    assert "Kecamatan" in client.get("/search?q=kecamatan").text


def test_only_stewards_of_the_agency_publish(client: FlaskClient, agency: Agency) -> None:
    publish(agency)
    for account in (make_account(), make_account(Role.DATA_STEWARD, make_agency())):
        with pytest.raises(NotPermitted):
            publish_table(account, agency, Place("x"), DatasetText("X"), io.BytesIO(b"a,b\n1,2\n"), "a.csv")
        sign_in(client, account)
        assert client.get("/workbench/data/kecamatan/edit").status_code == 403
    sign_in(client, make_account())
    assert client.get("/workbench/data/new").status_code == 403


def test_every_download_holds_the_same_table(client: FlaskClient, agency: Agency, tmp_path) -> None:
    publish(agency)
    (tmp_path / "t.parquet").write_bytes(client.get("/data/kecamatan.parquet").data)
    rows = duckdb.sql(f"SELECT kode, penduduk FROM '{tmp_path / 't.parquet'}'").fetchall()
    assert rows == [("36.71.01", 150000), ("36.71.02", 83530)]
    (tmp_path / "t.xlsx").write_bytes(client.get("/data/kecamatan.xlsx").data)
    sheet = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[1][:3] == ["36.71.01", "Tangerang", "15111"]
    assert client.get("/data/kecamatan.json").json[1]["kodepos"] == "15125"
    original = client.get("/data/kecamatan/original")
    assert original.data == DISTRICTS.encode()
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert client.get("/data/kecamatan.exe").status_code == 404
    assert client.get("/data/none.csv").status_code == 404


def test_column_names_cannot_reach_the_database(agency: Agency, client: FlaskClient) -> None:
    name = "x\"); COPY (SELECT 1) TO '/tmp/civic-injected'; --"
    dataset = publish(agency, f'"{name.replace(chr(34), chr(34) * 2)}",n\nsatu,1\ndua,2\n')
    assert dataset.resource.columns[0].name == name
    assert not Path("/tmp/civic-injected").exists()
    assert client.get("/data/kecamatan").status_code == 200


def test_the_same_bytes_change_nothing_and_new_ones_are_a_new_version(agency: Agency) -> None:
    publish(agency)
    publish(agency, title="Kecamatan kota")
    dataset = publish(agency, DISTRICTS + "36.71.03,Pinang,15141,17,1\n")
    assert (dataset.title, len(dataset.resource.versions), dataset.resource.row_count) == ("Kecamatan", 2, 3)


def test_another_agency_cannot_take_the_address(agency: Agency) -> None:
    publish(agency)
    with pytest.raises(Invalid):
        publish(make_agency())


@pytest.mark.parametrize(("field", "value"), [("licence", "secret"), ("title", " "), ("source", "x" * 501)])
def test_text_is_judged_before_anything_is_stored(agency: Agency, field: str, value: str) -> None:
    with pytest.raises(Invalid) as caught:
        publish(agency, **{field: value})
    assert caught.value.field == field


def test_the_steward_chooses_the_chart(client: FlaskClient, agency: Agency) -> None:
    publish(agency)
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"title": "Kecamatan", "licence": "mit", "language": "id", "chart_kind": "line"}
    answer = client.post(
        "/workbench/data/kecamatan/edit", data=form | {"chart_label": "kecamatan", "chart_value": "luas_km2"}
    )
    assert answer.status_code == 303
    assert '<path class="line"' in client.get("/data/kecamatan").text


def test_pages_and_files_are_not_sent_again_unchanged(client: FlaskClient, agency: Agency) -> None:
    publish(agency)
    for path in ("/data/kecamatan", "/data/kecamatan.csv"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    db.session.remove()
    with count_queries() as statements:
        client.get("/data")
    assert len(statements) <= 4, statements


def test_a_hundred_thousand_rows(agency: Agency) -> None:
    dataset = publish(agency, "n,nilai\n" + "".join(f"{n},{n / 7:.3f}\n" for n in range(100_000)))
    assert dataset.resource.row_count == 100_000


def test_an_upload_over_the_limit_is_refused_in_plain_words(client: FlaskClient, agency: Agency) -> None:
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    answer = client.post("/workbench/data/new", data={"file": (io.BytesIO(b"x" * 50_000_000), "a.csv")})
    assert answer.status_code == 413
    assert "terlalu besar" in answer.text
