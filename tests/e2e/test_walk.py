"""The platform's whole job in a browser: say something, import, analyse, curate, publish, read, download."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
from playwright.sync_api import Page, expect

from tests.conftest import ROOT
from tests.e2e.conftest import OpenPage, Portal, assert_fits
from tests.helpers import wait_until

PASSWORD = "suara kota demo"
COMMENTS = ROOT / "civic" / "demo" / "data" / "bowling-green" / "comments.csv"


def sign_in(page: Page, name: str) -> None:
    page.get_by_role("link", name="Masuk").first.click()
    page.get_by_label("Alamat surel atau nomor HP").fill(f"{name}@contoh.tangerang.example")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()


def code_for(portal: Portal, contact: str) -> str:
    """The code in the newest message to a contact, once the worker has delivered it."""
    found: list[str] = []

    def look() -> bool:
        for path in (portal.home / "outbox").glob("*.eml"):
            text = path.read_text()
            if contact in text and (match := re.search(r"\b\d{6}\b", text)):
                found.append(match.group())
        return bool(found)

    wait_until(look, 20, "the code arrives")
    return found[-1]


def test_a_drafter_imports_analyses_curates_and_publishes_and_a_visitor_reads(
    open_page: OpenPage, portal: Portal, tmp_path: Path
) -> None:
    done = portal.command("consultation", "import", "walk", str(COMMENTS), "--title", "A walk", "--agency", "bappeda")
    assert done.returncode == 0, done.stderr
    assert "896 comments added" in done.stdout
    page = open_page("/")
    sign_in(page, "perancang")
    page.locator(".site-menu--wide > summary").click()
    page.get_by_role("link", name="Meja kerja").click()
    page.get_by_role("link", name="A walk").click()
    page.get_by_role("button", name="Mulai").click()
    expect(page.get_by_role("heading", name="Tanggapan sedang dibaca")).to_be_visible()
    page.wait_for_url(re.compile(r"/runs/\d+$"), timeout=60_000)  # the desk opens by itself
    themes = page.locator(".theme-table tbody tr")
    before = themes.count()
    assert before >= 6
    themes.locator("th a").first.click()
    page.get_by_text("Gabungkan, sembunyikan").click()
    page.get_by_label("Gabungkan ke").select_option(index=0)
    page.get_by_role("button", name="Gabungkan", exact=True).click()
    page.get_by_label("Nama", exact=True).fill("Named by hand")
    page.get_by_label("Jawaban pemerintah kota").fill("Some of it this year.")
    page.get_by_role("button", name="Diterima sebagian").click()
    page.get_by_role("link", name="Semua tema").click()
    assert themes.count() == before - 1
    page.get_by_label("Dataset").select_option("kecamatan")
    page.get_by_role("button", name="Tautkan").click()
    page.get_by_role("link", name="Terbitkan").click()
    page.get_by_label("Pengantar").fill("What people said.")
    page.get_by_label("Mengapa diterbitkan").fill("A trial.")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("heading", name="A walk")).to_be_visible()

    visitor = open_page("/consultations/walk/summary", width=360)
    expect(visitor.get_by_role("heading", name="Named by hand")).to_be_visible()
    expect(visitor.locator(".theme__answer").get_by_text("Some of it this year.")).to_be_visible()
    expect(visitor.get_by_role("figure", name=re.compile("luas_km2"))).to_be_visible()
    assert_fits(visitor)
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="Tanggapan Parquet").click()
    download.value.save_as(tmp_path / "comments.parquet")
    count, people = duckdb.sql(
        f"SELECT count(*), count(DISTINCT author) FROM '{tmp_path / 'comments.parquet'}'"
    ).fetchall()[0]
    assert (count, people) == (607, 281)


def test_the_main_path_works_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi utama")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href') || ''").startswith("/consultations/"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/consultations/*")
    page.get_by_label("Trotoar mana yang paling perlu").focus()
    page.keyboard.type("Ditulis dengan papan ketik")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Alamat surel atau nomor HP").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Siapa Anda?")).to_be_visible()


def test_everything_works_without_javascript(open_page: OpenPage) -> None:
    page = open_page("/", javascript=False)
    sign_in(page, "perancang")
    page.goto(page.url.rstrip("/") + "/workbench/consultations/taman-lingkungan")
    for _ in range(2):
        page.get_by_role("button", name="Mulai").click()
        page.wait_for_url(re.compile(r"/runs/\d+$"), timeout=60_000)  # the page asks again by itself
        expect(page.get_by_role("heading", name="Tema", exact=True)).to_be_visible()
        page.locator(".govuk-breadcrumbs a").last.click()
    page.get_by_role("link", name="Bandingkan dua analisis").click()
    page.get_by_role("link", name=re.compile("tanggapan yang tetap")).first.click()
    expect(page.get_by_role("heading", name="Tanggapan yang tetap")).to_be_visible()
    assert page.locator("article").count() > 1


def test_the_password_can_be_shown_in_the_persons_language(open_page: OpenPage) -> None:
    page = open_page("/account/sign-in", width=360)
    page.get_by_label("Kata sandi", exact=True).fill("rahasia")
    page.get_by_role("button", name="Tampilkan kata sandi").click()
    assert page.locator("#password").get_attribute("type") == "text"
    assert page.get_by_role("button", name="Sembunyikan kata sandi").inner_text() == "Sembunyikan"
