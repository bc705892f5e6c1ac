"""Downloads: the same table in every format, in little memory, and no cell that calculates."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from civic.opendata import exports, tables

ROWS = 200_000
LIMIT_KB = 200_000


def stored(tmp_path: Path, kinds: Sequence[str], *rows: Sequence[Any]) -> Path:
    path = tmp_path / "t.parquet"
    tables.write_parquet([f"k{n}" for n in range(len(kinds))], kinds, rows, path)
    return path


def as_csv(tmp_path: Path, source: Path) -> list[list[str]]:
    exports.write(source, "csv", tmp_path / "t.csv")
    return list(csv.reader(io.StringIO((tmp_path / "t.csv").read_bytes().decode("utf-8-sig"), newline="")))[1:]


def sheets(path: Path) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+62 812 x", "'+62 812 x"),
        ("-jalan rusak", "'-jalan rusak"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\t'=1"),
        ("\r=1", "\r'=1"),
        ("  =1+1", "  '=1+1"),
        ("＝1+1", "'＝1+1"),
        ("＋1x", "'＋1x"),
        ("－1x", "'－1x"),
        ("＠x", "'＠x"),
        ("a;=HYPERLINK(1)", "a;'=HYPERLINK(1)"),
        ("a; =x;-y", "a; '=x;'-y"),
        ("a\n=1", "a\n'=1"),
        ("a\t@b", "a\t'@b"),
        ("-5", "-5"),
        ("+62 812 3456", "+62 812 3456"),
        ("-1.234,5", "-1.234,5"),
        ("-", "-"),
        ("2 = 1 + 1", "2 = 1 + 1"),
        ("jalan, -rusak", "jalan, -rusak"),
        ("a@b.example", "a@b.example"),
    ],
)
def test_text_cells_of_csv_do_not_calculate(tmp_path: Path, text: str, written: str) -> None:
    assert as_csv(tmp_path, stored(tmp_path, ["VARCHAR"], [text])) == [[written]]


def test_figures_go_out_and_come_back_as_they_are(tmp_path: Path) -> None:
    source = stored(tmp_path, ["BIGINT", "DOUBLE", "DATE"], [-5, -0.5, "2026-11-23"], [10**15, 1e-7, None])
    assert as_csv(tmp_path, source) == [["-5", "-0.5", "2026-11-23"], ["1000000000000000", "1e-07", ""]]


def test_a_column_name_does_not_calculate_either(tmp_path: Path) -> None:
    tables.write_parquet(["=1+1"], ["BIGINT"], [[1]], tmp_path / "t.parquet")
    exports.write(tmp_path / "t.parquet", "csv", tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == b"\xef\xbb\xbf'=1+1\n1\n"


def test_formats_of_programs_hold_text_untouched(tmp_path: Path) -> None:
    source = stored(tmp_path, ["VARCHAR", "DOUBLE"], ["=1+1", 7.5], [None, None])
    exports.write(source, "json", tmp_path / "t.json")
    assert json.loads((tmp_path / "t.json").read_text()) == [{"k0": "=1+1", "k1": 7.5}, {"k0": None, "k1": None}]
    exports.write(source, "xlsx", tmp_path / "t.xlsx")
    assert sheets(tmp_path / "t.xlsx") == [[["k0", "k1"], ["=1+1", 7.5]]]
    exports.write(source, "parquet", tmp_path / "o.parquet")
    assert (tmp_path / "o.parquet").read_bytes() == source.read_bytes()


def test_a_sheet_takes_no_text_for_a_link_or_a_number(tmp_path: Path) -> None:
    texts = ["https://contoh.example/a", "0812", "x"]
    exports.write(stored(tmp_path, ["VARCHAR"] * 3, texts), "xlsx", tmp_path / "t.xlsx")
    assert sheets(tmp_path / "t.xlsx") == [[["k0", "k1", "k2"], texts]]
    with ZipFile(tmp_path / "t.xlsx") as archive:
        assert b"hyperlink" not in archive.read("xl/worksheets/sheet1.xml")


def test_the_names_of_columns_stand_out_in_a_sheet(tmp_path: Path) -> None:
    exports.write(stored(tmp_path, ["BIGINT"], [1]), "xlsx", tmp_path / "t.xlsx")
    with ZipFile(tmp_path / "t.xlsx") as archive:
        assert b"<b/>" in archive.read("xl/styles.xml")


def test_what_is_no_number_breaks_no_sheet(tmp_path: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"COPY (SELECT 'nan'::DOUBLE AS n, 1 AS one) TO '{tmp_path / 't.parquet'}' (FORMAT parquet)")
    exports.write(tmp_path / "t.parquet", "xlsx", tmp_path / "t.xlsx")
    ((_, row),) = sheets(tmp_path / "t.xlsx")
    assert row[1] == 1


def test_an_empty_table_still_names_its_columns(tmp_path: Path) -> None:
    source = stored(tmp_path, ["BIGINT", "VARCHAR"])
    exports.write(source, "xlsx", tmp_path / "t.xlsx")
    assert sheets(tmp_path / "t.xlsx") == [[["k0", "k1"]]]
    exports.write(source, "csv", tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == b"\xef\xbb\xbfk0,k1\n"


def test_nothing_but_the_file_is_left_behind(tmp_path: Path) -> None:
    source = stored(tmp_path, ["BIGINT"], [1])
    (tmp_path / "out").mkdir()
    exports.write(source, "csv", tmp_path / "out" / "t.csv")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["t.csv"]


def test_a_place_that_cannot_be_written_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(duckdb.IOException):
        exports.write(stored(tmp_path, ["BIGINT"], [1]), "csv", tmp_path / "nowhere" / "t.csv")


def test_a_cell_too_long_for_a_sheet_is_cut_with_a_mark_and_the_next_one_stays(tmp_path: Path) -> None:
    source = stored(tmp_path, ["VARCHAR", "BIGINT"], ["x" * 40_000, 1], ["y" * 32_767, 2])
    exports.write(source, "xlsx", tmp_path / "t.xlsx")
    ((_, first, second),) = sheets(tmp_path / "t.xlsx")
    assert (len(first[0]), first[0][-5:], first[1]) == (32_767, "x […]", 1)
    assert second == ["y" * 32_767, 2]


def test_rows_beyond_a_sheet_go_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "SHEET_ROWS", 3)
    exports.write(stored(tmp_path, ["BIGINT"], *[[n] for n in range(5)]), "xlsx", tmp_path / "t.xlsx")
    assert sheets(tmp_path / "t.xlsx") == [
        [["k0"], [0], [1]],
        [["k0"], [2], [3]],
        [["k0"], [4]],
    ]


def test_times_without_a_zone_are_said_to_be_utc(tmp_path: Path) -> None:
    source = stored(tmp_path, ["TIMESTAMP"], ["2026-11-23 06:45:00"])
    assert as_csv(tmp_path, source) == [["2026-11-23T06:45:00Z"]]


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx", "parquet"])
def test_a_long_table_is_written_in_little_memory(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "t.parquet"
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"COPY (SELECT i AS n, 'Kelurahan ' || i AS nama, i / 7.0 AS nilai, repeat('teks ', 20) AS isi "
            f"FROM range({ROWS}) t(i)) TO '{source}' (FORMAT parquet)"
        )
    code = (
        "import sys; from pathlib import Path; from civic.opendata import exports\n"
        "exports.write(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    command = [sys.executable, "-c", code, source, kind, tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < LIMIT_KB
    assert (tmp_path / "out").stat().st_size > ROWS
