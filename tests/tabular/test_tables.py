"""Where the table is in a file, and what is refused in one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.tabular import Table, TableError, open_table
from civic.tabular.kinds import readings
from tests.tabular.files import workbook


def write(path: Path, data: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
    return path


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows()]


TEXT = "nama,n\nCafé,1\nB,2\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode("cp1252"),
        TEXT.encode("mac_roman"),
        TEXT.replace("\n", "\r").encode("mac_roman"),
        TEXT.encode("cp850"),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", "|").encode(),
        ("sep=;\n" + TEXT.replace(",", ";")).encode(),
        TEXT.replace("\n", "\n,\n").encode(),
        TEXT.replace("\n", ",,\n").encode(),
        ("Rekap 2026,\n,\n" + TEXT).encode(),
        ('"Rekap; per kelurahan"\n' + TEXT.replace(",", ";")).encode(),
        b"\n\n" + TEXT.encode(),
    ],
)
def test_every_way_offices_save_a_table_gives_the_same_table(tmp_path: Path, data: bytes) -> None:
    table = open_table(write(tmp_path / "a.csv", data))
    assert table.names == ("nama", "n")
    assert cells(table) == [("Café", "1"), ("B", "2")]


def test_sentences_below_one_name_are_one_column(tmp_path: Path) -> None:
    lines = ["Jalan rusak, lampu mati", "Aman", "Saya, kami; dan mereka"]
    table = open_table(write(tmp_path / "a.csv", "\n".join(["komentar", *lines])))
    assert table.names == ("komentar",)
    assert cells(table) == [(line,) for line in lines]


@pytest.mark.parametrize("text", ["Rekap\nnama, n\nCafé, 1\nB, 2\n", "Rekap\nnama,n\nCafé,1\nB,2\n"])
def test_a_title_above_a_table_is_no_name_of_one_column(tmp_path: Path, text: str) -> None:
    assert len(cells(open_table(write(tmp_path / "a.csv", text)))[0]) == 2


def test_signs_of_the_usual_encoding_do_not_make_it_an_old_one(tmp_path: Path) -> None:
    text = "nama,n\n“Café’s” – catatan‡ … €5,1\nAÑO,2\n"
    assert cells(open_table(write(tmp_path / "a.csv", text, "cp1252")))[0] == ("“Café’s” – catatan‡ … €5", "1")


@pytest.mark.parametrize("data", ["1,2\n3,4\n", "36.71,12\n36.72,13\n", "5\n6\n"])
def test_a_row_of_values_is_not_taken_for_the_names_of_columns(tmp_path: Path, data: str) -> None:
    with pytest.raises(TableError, match=r"^line 1: these are values"):
        open_table(write(tmp_path / "a.csv", data))


def test_years_may_be_names_of_columns(tmp_path: Path) -> None:
    assert open_table(write(tmp_path / "a.csv", "2025,2026\n1,2\n")).names == ("2025", "2026")


def test_a_key_that_stands_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"^line 2: a key stands twice"):
        cells(open_table(write(tmp_path / "a.jsonl", '{"a": 1}\n{"a": 1, "a": 2}\n')))


def test_hidden_signs_are_no_data(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", "na\u202ema,n\n\u2066A\x1b\u2069,1\n"))
    assert (table.names, cells(table)) == (("nama", "n"), [("A", "1")])


def test_the_whole_file_decides_about_its_encoding(tmp_path: Path) -> None:
    late = "id,text\n" + "1,biasa\n" * 20_000 + "2,Café\n"
    assert cells(open_table(write(tmp_path / "a.csv", late, "cp1252")))[-1] == ("2", "Café")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b",,\n,,\n", "the file is empty"),
        ("nama,n\nCafé,1\n".encode() + b"Jalan \xff satu,2\n", "line 3: a byte here is not utf-8"),
        (b"nama,n\nA\x81,1\n", "line 2: a byte here is neither UTF-8 nor Windows-1252"),
        (b"\xff\xfen\x00a", "line 1: a byte here is not utf-16"),
        (b"nama,n\nA\x00B,1\n", "this is not a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "this is not a text file"),
        (b'a,b\n1,"2\n3,4\n', "line 2: a quotation mark opens here and does not close"),
        (b'a,b\n1,"2" x\n', "line 2: the quotation marks of this line are wrong"),
        (b"a,b,c\n1,2\n", "line 2: 2 values where the column names are 3"),
        (b"a,b\n1,2,3\n", "line 2: 3 values where the column names are 2"),
        (b"a,,c\n1,2,3\n", "line 1: column 2 has no name"),
        (b"a,b,A\n1,2,3\n", "line 1: two columns are called A"),
        (",".join(f"c{n}" for n in range(10_000)).encode(), "line 1: the file has more than 1000 columns"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "this is a web page"),
        (b"PK\x03\x04 not a workbook", "this workbook cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no", "this workbook cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(TableError) as caught:
        cells(open_table(write(tmp_path / "a.csv", data)))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_line_breaks_in_names_and_cells_are_kept_apart_from_rows(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", '"nama\npanjang",n\n"A\nB",1\nC,2\n'))
    assert table.names == ("nama panjang", "n")
    assert [(row.line, row.cells[0]) for row in table.rows()] == [(3, "A\nB"), (5, "C")]


def test_notes_below_the_table_are_left_out_and_told(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", "nama,luas,n\nBenda,1,2\n\nSumber: BPS,,\nDiolah 2026,,\n"))
    assert len(cells(table)) == 1
    assert [str(note) for note in table.notes] == [
        "line 4: left out from here on, as notes below the table: Sumber: BPS Diolah 2026"
    ]


def test_a_row_with_one_value_in_the_midst_of_a_table_stays(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", "nama,luas,n\nBenda,1,2\n\nPinang,,\nCiledug,1,2\nKarawaci,,\n"))
    assert [row[0] for row in cells(table)] == ["Benda", "Pinang", "Ciledug", "Karawaci"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", '{"id": 1, "text": "Satu"}\n\n{"id": 2, "text": null, "n": [1]}\n'),
        ("a.json", '[{"id": 1, "text": "Satu"},\n {"id": 2, "text": null, "n": [1]}]\n'),
        ("a.json", '\ufeff  [ {"id":1,"text":"Satu"} , {"id":2,"n":[1]} ]'),
    ],
)
def test_json_is_read_by_line_and_as_an_array(tmp_path: Path, name: str, text: str) -> None:
    table = open_table(write(tmp_path / name, text))
    assert table.names == ("id", "text", "n")
    assert cells(table) == [(1, "Satu", None), (2, None, "[1]")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "line 1: "),
        ('{"a": ' * 100_000, "line 1: the JSON is nested too deeply"),
        ('{"a": NaN}', "line 1: this is not JSON (NaN)"),
        ('{"a": 1}\n[2]\n', "line 2: this is not a JSON object"),
        ('[{"a": 1}\n,{"a": 1]', "line 2: this is not JSON"),
        ('[{"a": 1}', "line 1: the JSON array does not end"),
        ('[{"a": 1} {"a": 2}]', "line 1: the JSON array is broken here"),
        ("[]", "the file is empty"),
        ('{"a": "\\ud800"}', "line 1: a character here is only half of one"),
    ],
)
def test_hostile_json_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TableError) as caught:
        cells(open_table(write(tmp_path / "a.json", text)))
    assert message in str(caught.value)


def test_huge_whole_numbers_in_json_stay_as_they_are_written(tmp_path: Path) -> None:
    digits = "9" * 5_000
    assert cells(open_table(write(tmp_path / "a.jsonl", f'{{"a": {digits}}}'))) == [(digits,)]


def test_a_number_beyond_all_numbers_stays_as_it_is_written(tmp_path: Path) -> None:
    assert cells(open_table(write(tmp_path / "a.jsonl", '{"a": 1e400}\n{"a": 1.5e3}'))) == [("1e400",), (1500.0,)]


@pytest.mark.parametrize("name", ["\u200b", "\u2060\u200d"])
def test_a_name_that_nobody_sees_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(TableError, match="has no name"):
        open_table(write(tmp_path / "a.csv", f"a,{name}\n1,2\n"))


def test_a_long_array_is_read_in_pieces(tmp_path: Path) -> None:
    rows = [{"id": n, "text": "x" * 100} for n in range(10_000)]
    table = open_table(write(tmp_path / "a.json", json.dumps(rows)))
    assert [row.cells[0] for row in table.rows()] == list(range(10_000))


def test_the_visible_sheet_with_rows_is_read(tmp_path: Path) -> None:
    secret, rows = [["id", "text"], [1, "rahasia"]], [["id", "text"], [1, "Satu"]]
    assert cells(open_table(workbook(tmp_path / "a.xlsx", hidden=secret, data=rows))) == [(1.0, "Satu")]
    assert cells(open_table(workbook(tmp_path / "b.xlsx", kosong=[], data=rows))) == [(1.0, "Satu")]


def test_several_sheets_are_named_and_one_can_be_chosen(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", jan=[["text"], ["Satu"]], feb=[["text"], ["Dua"]], hidden=[["text"], ["x"]])
    with pytest.raises(TableError, match="several sheets have rows: jan, feb; choose one"):
        open_table(file)
    table = open_table(file, " FEB ")
    assert (table.sheet, cells(table)) == ("feb", [("Dua",)])
    with pytest.raises(TableError, match="there is no sheet mar; the sheets are jan, feb, hidden"):
        open_table(file, "mar")
    with pytest.raises(TableError, match="only workbooks have sheets"):
        open_table(write(tmp_path / "a.csv", TEXT), "feb")


def test_a_title_above_and_names_in_two_lines(tmp_path: Path) -> None:
    rows = [
        ["Penduduk menurut jenis kelamin", "", "", ""],
        ["Kecamatan", "Penduduk", "", "Total"],
        ["", "L", "P", ""],
        ["Benda", 1, 2, 3],
        ["Pinang", 4, 5, 9],
        ["Sumber: BPS", "", "", ""],
    ]
    table = open_table(workbook(tmp_path / "a.xlsx", data=rows))
    assert table.names == ("Kecamatan", "Penduduk L", "Penduduk P", "Total")
    assert cells(table) == [("Benda", 1.0, 2.0, 3.0), ("Pinang", 4.0, 5.0, 9.0)]
    assert [note.line for note in table.notes] == [1, 2, 6]


def test_cells_of_workbooks_keep_their_kinds(tmp_path: Path) -> None:
    rows = [
        ["nama", "x"],
        ["a", 1.5],
        ["b", date(2026, 11, 23)],
        ["c", datetime.fromisoformat("2026-11-23T13:45")],
        ["d", True],
    ]
    read = cells(open_table(workbook(tmp_path / "a.xlsx", data=rows)))
    assert [row[1] for row in read] == [1.5, date(2026, 11, 23), datetime.fromisoformat("2026-11-23T13:45"), True]


@pytest.mark.parametrize(("what", "message"), [("column", "column 3 of the sheet data"), ("row", "row 2 of the sheet")])
def test_hidden_columns_and_rows_are_not_published_unawares(tmp_path: Path, what: str, message: str) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, ["id", "text", "nik"])
        sheet.write_row(1, 0, [1, "Satu", "3671012345678901"])
        if what == "column":
            sheet.set_column(2, 2, None, None, {"hidden": True})
        else:
            sheet.set_row(1, None, None, {"hidden": True})
    with pytest.raises(TableError, match=message):
        cells(open_table(tmp_path / "a.xlsx"))


def test_a_far_cell_costs_no_memory(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, ["id", "text"])
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(TableError, match="reaches over 1048576 rows and 16384 columns"):
        open_table(tmp_path / "a.xlsx")


def test_an_archive_that_unpacks_a_thousandfold_is_refused(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", data=[["id"], [1]])
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.xml", "w") as bomb:
        for _ in range(600):
            bomb.write(b"\0" * 1_000_000)
    with pytest.raises(TableError, match="too much memory"):
        open_table(file)


def test_a_child_that_dies_is_told_in_words(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", data=[["id"], [1]])
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # Sharing strings that are not there makes some readers fall over.
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"<v>0</v>", b"<v>99999999</v>")
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(TableError):
        cells(open_table(file))


def test_reading_a_long_file_takes_little_memory(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "nama;n\n" + "Kelurahan Sukasari;1.234.567\n" * 300_000)
    code = (
        "import sys; from pathlib import Path; from civic.tabular import open_table\n"
        "from civic.tabular.kinds import readings\n"
        "table = open_table(Path(sys.argv[1])); readings(table); print(sum(1 for _ in table.rows()))\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "a.csv"], capture_output=True, text=True, check=True)
    rows, peak_kb = map(int, done.stdout.split())
    assert rows == 300_000
    assert peak_kb < 60_000


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(alphabet='a1;,|"\n\r\t .-=[]{}:\ud800é', max_size=120).map(
            lambda t: t.encode("utf-8", "surrogatepass")
        ),
    ),
    name=st.sampled_from(["a.csv", "a.json", "a.jsonl", "a.xlsx", "a.txt"]),
)
def test_no_bytes_end_otherwise_than_in_rows_or_one_sentence(tmp_path: Path, data: bytes, name: str) -> None:
    if data.startswith(b"PK"):
        return
    try:
        table = open_table(write(tmp_path / name, data))
        for reading, column in zip(readings(table), zip(*cells(table), strict=True), strict=False):
            for cell in column:
                reading.read(cell)  # type: ignore[arg-type]
    except TableError as error:
        assert str(error)
