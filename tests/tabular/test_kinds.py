"""Codes, figures, years and days: told apart by the column as a whole, or left as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from civic.tabular import TableError, open_table
from civic.tabular.kinds import Kind, Reading, readings
from tests.tabular.files import workbook


def column(tmp_path: Path, name: str, *values: str, separator: str = ",") -> tuple[Reading, list[str | None]]:
    """How a column of these cells is read, and what becomes of each."""
    quoted = [f'"{value}"' for value in values]
    text = f"nama{separator}{name}\n" + "".join(f"x{n}{separator}{value}\n" for n, value in enumerate(quoted))
    (tmp_path / "a.csv").write_text(text)
    table = open_table(tmp_path / "a.csv")
    reading = readings(table)[1]
    return reading, [reading.read(row.cells[1]) for row in table.rows()]


@pytest.mark.parametrize(
    ("values", "separator", "storage", "read"),
    [
        (("950", "1.234", "12.345"), ";", "integer", ["950", "1234", "12345"]),
        (("950", "1.234", "12.345"), ",", "text", ["950", "1.234", "12.345"]),
        (("950", "1,234", "12,345"), ";", "decimal", ["950", "1.234", "12.345"]),
        (("1.234,56", "7"), ",", "decimal", ["1234.56", "7"]),
        (("1,234.56", "7"), ",", "decimal", ["1234.56", "7"]),
        (("1.234.567", "1.234"), ",", "integer", ["1234567", "1234"]),
        (("1,234,567", "1,234"), "\t", "integer", ["1234567", "1234"]),
        (("7.5", "1.234"), ";", "decimal", ["7.5", "1.234"]),
        (("7,5", "1,234"), ",", "decimal", ["7.5", "1.234"]),
        (("0.143", "1.234"), ",", "decimal", ["0.143", "1.234"]),
        (("Rp1.500.000", "Rp 2.500"), ",", "integer", ["1500000", "2500"]),
        (("Rp 1.500,50", "-"), ",", "decimal", ["1500.50", None]),
        (("1 234 567", "2 000"), ",", "integer", ["1234567", "2000"]),
        (("1\u00a0234,5", "2"), ";", "decimal", ["1234.5", "2"]),
        (("-5", "−3", "+2"), ",", "integer", ["-5", "-3", "2"]),
        (("48.0", "8.0"), ",", "integer", ["48", "8"]),
        (("1.5E+08", "2.0"), ",", "decimal", ["150000000.0", "2.0"]),
        (("12", "n/a", "…", ""), ",", "integer", ["12", None, None, None]),
        (("1.234.567", "12.5"), ",", "text", ["1.234.567", "12.5"]),
        (("12", "dua"), ",", "text", ["12", "dua"]),
        (("1E5", "2E3"), ",", "text", ["1E5", "2E3"]),
        (("5%", "7%"), ",", "text", ["5%", "7%"]),
        (("9" * 16, "1"), ",", "text", ["9" * 16, "1"]),
        (("00 - 04", "05 - 09"), ",", "text", ["00 - 04", "05 - 09"]),
        (("5.1.02.01", "5.1.02.02"), ",", "text", ["5.1.02.01", "5.1.02.02"]),
    ],
)
def test_figures_as_indonesians_and_others_write_them(
    tmp_path: Path, values: tuple[str, ...], separator: str, storage: str, read: list[str | None]
) -> None:
    reading, cells = column(tmp_path, "isian", *values, separator=separator)
    assert (reading.storage, cells) == (storage, read)


def test_nobody_guesses_what_only_the_steward_can_know(tmp_path: Path) -> None:
    reading, _cells = column(tmp_path, "penduduk", "950", "1.234")
    assert reading.is_ambiguous
    table = open_table(tmp_path / "a.csv")
    for kind, expected in ((Kind.FIGURE_COMMA, "1234"), (Kind.FIGURE_POINT, "1.234"), (Kind.TEXT, "1.234")):
        chosen = readings(table, [None, kind])[1]
        assert [chosen.read(row.cells[1]) for row in table.rows()] == ["950", expected]


def test_another_columns_decimal_points_keep_a_semicolon_file_from_guessing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("luas;penduduk\n7.5;1.234\n12.25;2.345\n")
    assert [r.storage for r in readings(open_table(tmp_path / "a.csv"))] == ["decimal", "text"]


@pytest.mark.parametrize(
    "name",
    ["kode", "Kode Wilayah", "KD_KEC", "KDPUM", "kodepos", "KodePos", "idkec", "kec_id", "no", "No. HP", "NIK", "RT",
     "id", "Transaction No."],
)  # fmt: skip
def test_names_of_codes(tmp_path: Path, name: str) -> None:
    reading, _cells = column(tmp_path, name, "15111", "15125")
    assert (reading.kind, reading.storage) == (Kind.CODE, "text")


@pytest.mark.parametrize(
    "name",
    ["luas_rth", "jumlah_posyandu", "jumlah_positif", "jumlah_rt", "Banyaknya RW", "total_kk", "KDRT", "kdb", "nomine",
     "ideal", "posyandu", "number of people", "persentase_penyesuaian", "rtlh", "hpl"],
)  # fmt: skip
def test_names_of_figures_that_only_look_like_codes(tmp_path: Path, name: str) -> None:
    assert column(tmp_path, name, "151", "12")[0].storage == "integer"


@pytest.mark.parametrize("name", ["wilayah", "nilai", "x"])
def test_region_codes_keep_their_zeros_whatever_the_column_is_called(tmp_path: Path, name: str) -> None:
    reading, cells = column(tmp_path, name, "36.71", "36.03", "36.10")
    assert (reading.kind, cells) == (Kind.CODE, ["36.71", "36.03", "36.10"])


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("wilayah", ("3671010", "3671020"), Kind.CODE),
        ("kecamatan", ("3671", "3603"), Kind.CODE),
        ("persen", ("36.71", "41.03", "12.10"), Kind.FIGURE_POINT),
        ("jiwa", ("3671", "3603"), Kind.FIGURE_POINT),
        ("sekolah", ("001", "002"), Kind.CODE),
        ("telepon", ("0812", "0813"), Kind.CODE),
    ],
)
def test_codes_by_their_values(tmp_path: Path, name: str, values: tuple[str, ...], kind: Kind) -> None:
    assert column(tmp_path, name, *values)[0].kind is kind


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("tahun", ("2024", "2025"), Kind.YEAR),
        ("AÑO", ("2015", "2016", "2019"), Kind.YEAR),
        ("jumlah", ("2015", "2016", "2019"), Kind.FIGURE_POINT),
        ("tahun", ("2024", "20255"), Kind.FIGURE_POINT),
    ],
)
def test_years_are_no_figures(tmp_path: Path, name: str, values: tuple[str, ...], kind: Kind) -> None:
    assert column(tmp_path, name, *values)[0].kind is kind


@pytest.mark.parametrize(
    ("name", "values", "read"),
    [
        ("tanggal", ("2026-11-23", "2026-01-02"), ["2026-11-23", "2026-01-02"]),
        ("x", ("23/11/2026", "1/2/2026"), ["2026-11-23", "2026-02-01"]),
        ("x", ("11/23/2026", "1/2/2026"), ["2026-11-23", "2026-01-02"]),
        ("x", ("23 November 2026", "1 Agt 2026"), ["2026-11-23", "2026-08-01"]),
        ("x", ("23.11.2026", "Senin, 2 Mei 2026"), ["2026-11-23", "2026-05-02"]),
        ("tanggal", ("20261123", "20260102"), ["2026-11-23", "2026-01-02"]),
    ],
)
def test_days(tmp_path: Path, name: str, values: tuple[str, ...], read: list[str]) -> None:
    reading, cells = column(tmp_path, name, *values)
    assert (reading.kind, cells) == (Kind.DAY, read)


@pytest.mark.parametrize(
    "values", [("2026-02-30", "2026-03-01"), ("31/04/2026", "1/1/2026"), ("13/13/2026", "1/1/2026")]
)
def test_days_that_do_not_exist_stay_text(tmp_path: Path, values: tuple[str, ...]) -> None:
    reading, cells = column(tmp_path, "tanggal", *values)
    assert (reading.kind, cells) == (Kind.TEXT, list(values))


def test_numbers_of_workbooks_are_what_they_are(tmp_path: Path) -> None:
    table = open_table(workbook(tmp_path / "a.xlsx", data=[["nama", "n", "kode"], ["a", 1.234, 1300], ["b", 5, 1301]]))
    _name, figures, codes = readings(table)
    assert (figures.storage, codes.kind) == ("decimal", Kind.CODE)
    assert [[r.read(c) for r, c in zip((figures, codes), row.cells[1:], strict=True)] for row in table.rows()] == [
        ["1.234", "1300"], ["5", "1301"],
    ]  # fmt: skip


def test_a_kind_that_does_not_fit_is_told(tmp_path: Path) -> None:
    column(tmp_path, "x", "12", "dua")
    table = open_table(tmp_path / "a.csv")
    reading = readings(table, [None, Kind.FIGURE_POINT])[1]
    with pytest.raises(TableError, match="'dua' is no figure"):
        reading.read("dua")
