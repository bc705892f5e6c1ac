"""A drafter brings 3,000 comments from elsewhere into a consultation, in the browser alone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage, Portal, assert_fits
from tests.e2e.test_pages import look_at
from tests.e2e.test_walk import sign_in
from tests.insights.conftest import TEXTS

Check = Callable[[Page], None]
SAID = [text for line in TEXTS.strip().split("\n") for text in line.split("|")]
HEAD = ("Responden", "Apa saran Anda untuk kota?", "Tanggal", "No")


def survey(path: Path, rows: int) -> Path:
    """What a survey tool exports: semicolons, days as they are written here, the question above the answers."""
    said = (f"{text}, RT {number:02}" for number, text in product(range(1, 200), SAID))
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(HEAD)
        for number, text in zip(range(1, rows + 1), said, strict=False):
            out.writerow((f"R{number}", text, f"{number % 28 + 1}/10/2026 09.{number % 60:02}", number))
    return path


@pytest.mark.parametrize(("javascript", "rows"), [(True, 3_000), (False, 300)])
def test_a_file_of_3000_comments_is_looked_at_mended_and_imported(
    open_page: OpenPage, axe: Check, portal: Portal, tmp_path: Path, javascript: bool, rows: int
) -> None:
    slug = f"surat-warga-{javascript:d}"
    first = survey(tmp_path / "pertama.csv", 1)
    options = ("--text-column", HEAD[1], "--title", "Surat warga", "--agency", "bappeda")
    assert portal.command("consultation", "import", slug, str(first), *options).returncode == 0
    file = survey(tmp_path / "survei.csv", rows)
    file.write_text(file.read_text() + f"R{rows + 1};;1/10/2026;{rows + 1}\n")

    page = open_page("/account/sign-in", javascript=javascript, refused=422)
    sign_in(page, "perancang")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto(f"{portal.url}/workbench/consultations/{slug}")
    page.get_by_role("link", name="Unggah tanggapan").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Periksa dulu").click()
    if javascript:
        look_at(page, axe, portal.url)
        page.context.add_cookies([{"name": "civic_language", "value": "id", "url": portal.url}])
        page.set_viewport_size({"width": 1280, "height": 800})
        page.reload()
    main = page.locator("main")
    expect(page.get_by_label("Teks tanggapan")).to_have_value(HEAD[1])  # the column with sentences
    expect(page.get_by_label("Nomor di sistem asal")).to_have_value("No")
    expect(main).to_contain_text(f"{rows - 1} tanggapan baru")
    expect(main).to_contain_text("1 sudah ada di sini")
    expect(main).to_contain_text("Teksnya kosong.")

    page.get_by_label("Nama atau nomor orang").select_option("Responden")
    page.get_by_role("button", name="Periksa lagi").click()
    expect(main).to_contain_text("R10")
    page.get_by_role("button", name=f"Impor {rows - 1} tanggapan").click()
    expect(page.get_by_role("alert")).to_contain_text("tidak ada yang diimpor")
    if javascript:
        axe(page)
    page.get_by_label("Lewati 1 baris yang bermasalah").check()
    page.get_by_role("button", name=f"Impor {rows - 1} tanggapan").click()
    expect(main).to_contain_text(f"{rows - 1} tanggapan sudah masuk")
    expect(main).to_contain_text("1 baris bermasalah tidak ikut diimpor")
    page.set_viewport_size({"width": 360, "height": 800})
    assert_fits(page)
    if javascript:
        axe(page)
    page.get_by_role("link", name="Analisis tanggapannya").click()
    expect(main).to_contain_text(f"{rows} tanggapan")
