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
from civic.opendata import tables
from civic.opendata.actions import DatasetText, Place, publish_table, update_dataset
from civic.opendata.models import Dataset
from civic.opendata.queries import dataset_by_slug, resource_of
from civic.opendata.values import Chart
from tests.conftest import sign_in
from tests.factories import make_account, make_agency
from tests.helpers import count_queries
from tests.tabular.files import workbook

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


def test_a_new_dataset_takes_no_address_that_is_there(client: FlaskClient, agency: Agency) -> None:
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"title": "Kecamatan", "slug": "kecamatan", "licence": "mit", "language": "id", "agency": agency.id}

    def send(path: str, field: str, **values: str) -> str:
        file = {"file": (io.BytesIO(DISTRICTS.encode()), "a.csv")}
        answer = client.post(path, data=form | values | file)
        assert answer.status_code == (422 if field else 303)
        assert not field or f'id="{field}-error"' in answer.text
        return answer.location or ""

    first = send("/workbench/data/new", "")
    second = send("/workbench/data/new", "", title="Sama")
    assert client.post(first, data={"publish": "1"}).status_code == 303
    assert "sudah dipakai" in client.post(second, data={"publish": "1"}).text
    send("/workbench/data/new", "slug", title="Sama")
    send("/workbench/data/kecamatan/tables/new", "table_slug", table_slug="data", table_title="Lain")
    assert db.session.query(Dataset).one().title == "Kecamatan"
    assert len(db.session.query(Dataset).one().resource.versions) == 1


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
    assert "<figcaption>Kecamatan: penduduk</figcaption>" in page
    assert page.count("150.000") >= 3  # bar, table beside it and first rows say it alike
    assert "Isi yang sama sebagai tabel" in page
    assert "Kecamatan" in client.get("/data?q=kecamatan").text
    assert "Tidak ada dataset yang cocok" in client.get("/data?q=xyz").text
    assert "Kecamatan" in client.get("/search?q=kecamatan").text


def test_a_licence_of_no_name_is_told_in_the_readers_language(client: FlaskClient, agency: Agency) -> None:
    publish(agency, licence="other-open")
    assert "Lisensi terbuka lain" in client.get("/data").text
    page = client.get("/data/kecamatan").text
    assert "Lisensi terbuka lain" in page
    assert "Other open licence" not in page


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
    # The settings are read anew once a second, whatever the page.
    assert len([s for s in statements if "setting_change" not in s]) <= 4 + 5, statements  # the figures count


def test_a_hundred_thousand_rows(agency: Agency) -> None:
    dataset = publish(agency, "n,nilai\n" + "".join(f"{n},{n / 7:.3f}\n" for n in range(100_000)))
    assert dataset.resource.row_count == 100_000


def test_an_upload_over_the_limit_is_refused_in_plain_words(client: FlaskClient, agency: Agency) -> None:
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    answer = client.post("/workbench/data/new", data={"file": (io.BytesIO(b"x" * 50_000_000), "a.csv")})
    assert answer.status_code == 413
    assert "terlalu besar" in answer.text


def test_a_chart_outlives_versions_with_the_same_columns(client: FlaskClient, agency: Agency) -> None:
    publish(agency, "nama,a,b\nA,1,9\nB,2,8\n")
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"title": "T", "licence": "mit", "language": "id", "chart_kind": "line"}
    client.post("/workbench/data/kecamatan/edit", data=form | {"chart_label": "nama", "chart_value": "a"})
    dataset = publish(agency, "nama,a,b\nA,1,9\nB,2,8\nC,3,7\n")
    assert dataset.resource.chart == Chart("line", "nama", "a")
    assert [point[0] for point in dataset.resource.preview.points] == ["A", "B", "C"]
    dataset = publish(agency, "nama,c\nA,1\nB,2\n")
    assert dataset.resource.chart == Chart("bar", "nama", "c")  # the column is gone, and so is its chart


def test_no_chart_stays_no_chart(client: FlaskClient, agency: Agency) -> None:
    publish(agency)
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"title": "T", "licence": "mit", "language": "id", "chart_kind": ""}
    client.post("/workbench/data/kecamatan/edit", data=form | {"chart_label": "kecamatan", "chart_value": "penduduk"})
    assert publish(agency, DISTRICTS + "36.71.03,Pinang,15141,17,1\n").resource.chart is None


def test_versions_have_addresses_that_stay(client: FlaskClient, agency: Agency) -> None:
    publish(agency, "nama,n\nA,1\n")
    publish(agency, "nama,n\nA,2\n")
    assert client.get("/data/kecamatan/data/1.json").json == [{"nama": "A", "n": 1}]
    assert client.get("/data/kecamatan/data/2.json").json == client.get("/data/kecamatan.json").json
    assert client.get("/data/kecamatan/data/1/original").data == b"nama,n\nA,1\n"
    old = client.get("/data/kecamatan/data/1").text
    assert "Ada versi yang lebih baru" in old
    assert "/data/kecamatan/data/1.csv" in old
    for path in ("data/3", "data/3.csv", "other", "data/99999999999999999999"):
        assert client.get(f"/data/kecamatan/{path}").status_code == 404


def test_a_dataset_holds_several_tables(client: FlaskClient, agency: Agency) -> None:
    publish(agency)
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"table_title": "Per tahun", "table_slug": "per-tahun", "file": (io.BytesIO(b"tahun,n\n2025,1\n"), "b.csv")}
    look = client.post("/workbench/data/kecamatan/tables/new", data=form)
    client.post(look.location, data={"publish": "1"})
    page = client.get("/data/kecamatan/per-tahun").text
    assert "2025" in page and "2.025" not in page
    assert "/data/kecamatan/per-tahun" in client.get("/data/kecamatan").text
    assert client.get("/data/kecamatan/per-tahun.json").json == [{"tahun": 2025, "n": 1}]
    assert client.get("/data/kecamatan.json").json[0]["kode"] == "36.71.01"


def test_the_name_of_a_table_is_kept_without_what_nobody_sees(client: FlaskClient, agency: Agency) -> None:
    publish(agency)
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    title = "\u202ePer\u00ad tahun\u202c" + "\u200b" * 300
    form = {"table_title": title, "table_slug": "per-tahun", "file": (io.BytesIO(b"tahun,n\n2025,1\n"), "b.csv")}
    look = client.post("/workbench/data/kecamatan/tables/new", data=form)
    client.post(look.location, data={"publish": "1"})
    assert resource_of(dataset_by_slug("kecamatan"), "per-tahun").title == "Per tahun"


def test_the_steward_decides_what_nobody_can_tell(client: FlaskClient, agency: Agency) -> None:
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"title": "T", "slug": "t", "licence": "mit", "language": "id", "agency": agency.id}
    data = b"nama,penduduk\nBenda,950\nPinang,1.234\n"
    look = client.post("/workbench/data/new", data=form | {"file": (io.BytesIO(data), "a.csv")}).location
    assert "dapat dibaca dengan dua cara" in client.get(look).text
    wanted = {"name": ["nama", "penduduk"], "was": ["text", "text"], "kind": ["text", "figure comma"]}
    assert "1.234" in client.post(look, data=wanted).text
    assert client.post(look, data=wanted | {"publish": "1"}).status_code == 303
    assert client.get("/data/t.json").json[1] == {"nama": "Pinang", "penduduk": 1234}
    # What was chosen once holds for the next version.
    again = publish(agency, "nama,penduduk\nBenda,950\nPinang,2.345\n", slug="t")
    assert again.resource.columns[1].maximum == 2345
    assert client.get(look).status_code == 404


def test_a_kind_that_does_not_fit_is_told_and_nothing_is_published(client: FlaskClient, agency: Agency) -> None:
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"title": "T", "slug": "t", "licence": "mit", "language": "id", "agency": agency.id}
    file = (io.BytesIO(b"nama,n\nBenda,1\n"), "a.csv")
    look = client.post("/workbench/data/new", data=form | {"file": file}).location
    wanted = {"name": ["nama", "n"], "was": ["text", "figure point"], "kind": ["date", "figure point"], "publish": "1"}
    answer = client.post(look, data=wanted)
    assert "Baris 2: &#39;Benda&#39; bukan tanggal." in answer.text
    assert db.session.query(Dataset).count() == 0


def test_a_workbook_with_several_sheets_asks_which(client: FlaskClient, agency: Agency, tmp_path: Path) -> None:
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    book = workbook(tmp_path / "a.xlsx", jan=[["nama", "n"], ["A", 1]], feb=[["nama", "n"], ["B", 2]])
    form = {"title": "T", "slug": "t", "licence": "mit", "language": "id", "agency": agency.id}
    file = (io.BytesIO(book.read_bytes()), "a.xlsx")
    look = client.post("/workbench/data/new", data=form | {"file": file}).location
    page = client.get(look).text
    assert '<option value="feb">feb</option>' in page and 'name="publish"' not in page
    client.post(look, data={"sheet": "feb", "publish": "1"})
    assert client.get("/data/t.json").json == [{"nama": "B", "n": 2}]


def test_an_upload_is_its_stewards_alone(client: FlaskClient, app: Flask, agency: Agency) -> None:
    sign_in(client, make_account(Role.DATA_STEWARD, agency))
    form = {"title": "T", "slug": "t", "licence": "mit", "language": "id", "agency": agency.id}
    file = (io.BytesIO(b"nama,n\nA,1\n"), "a.csv")
    look = client.post("/workbench/data/new", data=form | {"file": file}).location
    other = sign_in(app.test_client(), make_account(Role.DATA_STEWARD, agency))
    assert other.get(look).status_code == 404
    assert other.post(look, data={"publish": "1"}).status_code == 404
    assert db.session.query(Dataset).count() == 0


def test_a_steward_changes_no_dataset_of_another_agency(agency: Agency) -> None:
    dataset = publish(agency)
    stranger = make_account(Role.DATA_STEWARD, make_agency())
    with pytest.raises(NotPermitted):
        update_dataset(stranger, dataset, DatasetText("Diambil"), {})
    db.session.rollback()
    assert db.session.get_one(Dataset, dataset.id).title == "Kecamatan"


def test_reading_a_page_opens_no_table(client: FlaskClient, agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(agency)
    monkeypatch.setattr(tables, "connect", lambda *_args, **_more: pytest.fail("a table was opened"))
    assert "36.71.01" in client.get("/data/kecamatan").text


def test_a_page_that_is_kept_differs_by_reader_and_language(client: FlaskClient, app: Flask, agency: Agency) -> None:
    publish(agency)
    tag = client.get("/data/kecamatan").headers["ETag"]
    steward = sign_in(app.test_client(), make_account(Role.DATA_STEWARD, agency))
    answer = steward.get("/data/kecamatan", headers={"If-None-Match": tag})
    assert answer.status_code == 200 and "Terbitkan versi baru" in answer.text
    assert "Terbitkan versi baru" not in client.get("/data/kecamatan").text
    client.get("/language/en")
    english = client.get("/data/kecamatan", headers={"If-None-Match": tag})
    assert english.status_code == 200 and "First rows" in english.text
