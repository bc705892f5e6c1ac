"""Staff at their work, on a phone: a moderator, a data steward, an administrator."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage, Portal, assert_fits
from tests.e2e.test_walk import PASSWORD, code_for
from tests.helpers import wait_until

Check = Callable[[Page], None]
PLACES = "kode;kecamatan;posyandu;blok\n36.71.02;Benda;41;7\n36.71.05;Cipondoh;97;12\n"
REASON = "Menyebut nama tetangga."


def signed_in(open_page: OpenPage, name: str) -> Page:
    page = open_page("/account/sign-in", width=360)
    page.fill("#contact", f"{name}@contoh.tangerang.example")
    page.fill("#password", PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def test_a_moderator_decides_and_the_author_reads_what_and_why(
    open_page: OpenPage, axe: Check, live_server: str
) -> None:
    author = signed_in(open_page, "warga")
    author.goto(f"{live_server}/account/comments")
    number = str(author.locator("article.comment:has(.journey)").first.get_attribute("id")).removeprefix("c")
    said = author.locator(f"#c{number} .comment__body").inner_text()[:40]
    reader = signed_in(open_page, "perancang")
    reader.goto(f"{live_server}/comments/{number}/report")
    axe(reader)
    reader.locator("input[type=radio]").first.check()
    reader.locator("main button[type=submit]").click()

    page = signed_in(open_page, "moderator")
    page.goto(f"{live_server}/moderation")
    axe(page)
    assert_fits(page)
    reported = page.locator(f"#c{number}")
    expect(reported).to_contain_text(said)
    reported.get_by_role("textbox").fill(REASON)
    reported.get_by_role("button", name="Sembunyikan").click()
    expect(page.locator(f"#c{number}")).to_have_count(0)

    public = open_page(f"/comments/{number}", width=360)
    expect(public.locator("main")).not_to_contain_text(said)
    expect(public.locator("main")).to_contain_text(REASON)
    author.goto(f"{live_server}/account/notices")
    axe(author)
    told = author.get_by_role("listitem").filter(has_text="disembunyikan").first
    expect(told).to_contain_text(REASON)
    told.get_by_role("button", name="Buka").click()
    expect(author.locator("main")).to_contain_text(REASON)
    author.goto(f"{live_server}/account/comments")
    hidden = author.locator(f"#c{number}")
    expect(hidden).to_contain_text(REASON)
    expect(hidden).to_contain_text(said)  # it stays theirs to read
    expect(hidden.locator(".journey")).to_have_count(0)
    axe(author)

    page.goto(f"{live_server}/comments/{number}/hide")
    page.get_by_role("button", name="Tampilkan").click()
    author.reload()
    expect(hidden.locator(".journey")).to_be_visible()
    author.goto(f"{live_server}/account/notices")
    expect(author.get_by_role("listitem").filter(has_text=f"no. {number} sudah tayang").first).to_be_visible()


def test_a_steward_decides_on_kinds_keeps_a_chart_and_downloads(
    open_page: OpenPage, axe: Check, live_server: str, tmp_path: Path
) -> None:
    file = tmp_path / "posyandu.csv"
    file.write_text(PLACES)
    page = signed_in(open_page, "walidata")
    page.goto(f"{live_server}/workbench/data/new")
    axe(page)
    page.locator("input[name=title]").fill("Posyandu")
    page.locator("input[name=slug]").fill("posyandu-uji")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Periksa dulu").click()
    expect(page.locator("main")).to_contain_text("Cipondoh")
    axe(page)
    assert_fits(page)
    page.get_by_label("blok").select_option("code")  # read as figures; they are numbers of blocks
    page.get_by_role("button", name="Periksa lagi").click()
    expect(page.get_by_label("blok")).to_have_value("code")
    page.get_by_role("button", name="Terbitkan").click()
    page.goto(f"{live_server}/data/posyandu-uji")
    expect(page.locator("main")).to_contain_text("36.71.05")
    expect(page.get_by_role("row").filter(has_text="blok").last).to_contain_text("kode")
    axe(page)

    page.goto(f"{live_server}/workbench/data/posyandu-uji/edit")
    axe(page)
    assert_fits(page)
    page.locator("[name=chart_kind]").select_option("bar")
    page.locator("[name=chart_label]").select_option("kecamatan")
    assert "blok" not in page.locator("[name=chart_value]").inner_text()  # a code is never a bar
    page.locator("[name=chart_value]").select_option("posyandu")
    page.get_by_role("button", name="Simpan").click()
    page.goto(f"{live_server}/data/posyandu-uji")
    expect(page.get_by_role("figure", name=re.compile("posyandu"))).to_contain_text("97")

    file.write_text(PLACES + "36.71.06;Ciledug;88;3\n")
    page.get_by_role("link", name="Terbitkan versi baru").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Periksa dulu").click()
    expect(page.get_by_label("blok")).to_have_value("code")  # remembered
    page.get_by_role("button", name="Terbitkan").click()
    page.goto(f"{live_server}/data/posyandu-uji")
    expect(page.get_by_role("figure", name=re.compile("posyandu"))).to_contain_text("Ciledug")
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [row["kecamatan"] for row in rows] == ["Benda", "Cipondoh", "Ciledug"]
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh XLSX").click()
    assert download.value.path().read_bytes().startswith(b"PK")


def test_an_administrator_announces_and_takes_it_back(open_page: OpenPage, axe: Check, live_server: str) -> None:
    page = signed_in(open_page, "admin")
    for path in ("/admin", "/admin/people", "/admin/agencies", "/admin/settings", "/admin/jobs", "/admin/audit"):
        page.goto(live_server + path)
        axe(page)
        assert_fits(page)
    page.goto(f"{live_server}/admin/settings")
    field = page.locator("[name=announcement_id]")
    field.fill("Kantor tutup pada hari Jumat.")
    page.locator("form:has([name=announcement_id]) button[type=submit]").click()
    expect(open_page("/", width=360).locator("header")).to_contain_text("Kantor tutup pada hari Jumat.")
    page.goto(f"{live_server}/admin/settings/history")
    page.locator("main .link-button").first.click()
    expect(open_page("/", width=360).locator("header")).not_to_contain_text("Kantor tutup")


def test_an_administrator_invites_somebody_and_later_switches_them_off(
    open_page: OpenPage, axe: Check, portal: Portal
) -> None:
    page = signed_in(open_page, "admin")
    page.goto(f"{portal.url}/admin/people/invite")
    axe(page)
    assert_fits(page)
    page.get_by_label("Nama").fill("Dewi Undangan")
    page.get_by_label("Alamat surel").fill("dewi.undangan@contoh.example")
    page.get_by_label("Peran", exact=True).select_option("drafter")
    page.get_by_label("Perangkat daerah").select_option(label="Dinas Lingkungan Hidup")
    page.locator("main button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Undangan")

    guest = open_page("/", width=360)
    guest.goto(link_for(portal, "dewi.undangan@contoh.example"))
    guest.get_by_label("Alamat surel atau nomor HP").fill("dewi.undangan@contoh.example")
    guest.get_by_role("button", name="Kirimi saya kode saja").click()
    guest.get_by_label("Kode").fill(code_for(portal, "dewi.undangan@contoh.example"))
    guest.locator("main form button[type=submit]").first.click()
    guest.goto(f"{portal.url}/workbench")
    expect(guest.get_by_role("heading", name="Meja kerja")).to_be_visible()

    page.goto(f"{portal.url}/admin/people?q=dewi.undangan")
    page.get_by_role("button", name="Nonaktifkan").click()
    expect(page.locator("article.panel")).to_contain_text("nonaktif")
    axe(page)
    guest.goto(f"{portal.url}/workbench")
    assert "/account/sign-in" in guest.url
    guest.get_by_label("Alamat surel atau nomor HP").fill("dewi.undangan@contoh.example")
    guest.get_by_role("button", name="Kirimi saya kode saja").click()
    expect(guest.get_by_role("heading", name="Meja kerja")).to_have_count(0)

    page.goto(f"{portal.url}/admin/audit?action=account.disabled")
    newest = page.get_by_role("row").nth(1)
    expect(newest).to_contain_text("Administrator Contoh")
    expect(newest).to_contain_text("Menonaktifkan akun")
    axe(page)
    assert_fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh sebagai CSV").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["account.disabled"]
    assert "Menonaktifkan akun" in rows[1][4]


def link_for(portal: Portal, contact: str) -> str:
    """The address in the invitation, once the worker has delivered it."""
    found: list[str] = []

    def look() -> bool:
        for path in (portal.home / "outbox").glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            text = message.get_content() if contact in str(message["To"]) else ""
            found.extend(re.findall(r"https?://\S+?(?=[,.]?\s)", text))
        return bool(found)

    wait_until(look, 60, "the invitation arrives")
    return found[0]


def test_a_drafter_translates_a_consultation_and_readers_of_english_see_it(
    open_page: OpenPage, axe: Check, live_server: str
) -> None:
    page = signed_in(open_page, "perancang")
    page.goto(f"{live_server}/workbench/processes/penataan-trotoar/consultations/new")
    page.get_by_label("Judul").first.fill("Di mana penyeberangan?")
    page.get_by_label("Alamat").fill("penyeberangan-uji")
    page.get_by_label("Pertanyaan").first.fill("Jalan apa?\nMengapa di sana?")
    page.get_by_label("Hari pertama").fill("2026-11-01")
    page.get_by_text("Terjemahan ke bahasa lain: English").click()
    translation = page.locator("details.govuk-details")
    translation.get_by_label("Judul").fill("Where should crossings be?")
    translation.get_by_label("Pertanyaan").fill("Which street?\nWhy there?")
    axe(page)
    assert_fits(page)
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Di mana penyeberangan?")

    reader = open_page("/consultations/penyeberangan-uji", width=360, locale="en")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Where should crossings be?")
    expect(reader.get_by_label("Which street?")).to_be_visible()
    axe(reader)

    page.get_by_role("link", name="Ubah konsultasi ini").click()
    page.get_by_label("Pertanyaan").first.fill(
        "Mengapa di sana?\nJalan apa?"
    )  # moved; the translations stay as they are
    page.get_by_role("button", name="Simpan").click()
    reader.reload()
    assert reader.locator(".asks label[lang=en]").all_inner_texts()[:2] == ["Why there?", "Which street?"]


def test_an_administrator_writes_what_the_front_page_says_and_takes_it_back(
    open_page: OpenPage, axe: Check, live_server: str
) -> None:
    page = signed_in(open_page, "admin")
    page.goto(f"{live_server}/admin/settings")
    headline = page.get_by_label("Judul besar dalam bahasa Indonesia")
    own = str(headline.get_attribute("placeholder"))
    headline.fill("SuaraWargaTangerangDidengarSebelumKotaMemutuskan")  # one word wider than a phone
    page.get_by_label("Isi halaman dalam bahasa Indonesia").fill("# Siapa kami\n\nDiskominfo.\n\n```\n" + "x " * 99)
    page.locator("#group-home").get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("status")).to_contain_text("2 pengaturan diubah")

    reader = open_page("/", width=360)
    expect(reader.get_by_role("heading", level=1)).to_have_text("SuaraWargaTangerangDidengarSebelumKotaMemutuskan")
    assert_fits(reader)
    axe(reader)
    reader.goto(f"{live_server}/about")
    expect(reader.get_by_role("heading", level=2)).to_have_text("Siapa kami")
    assert_fits(reader)
    axe(reader)

    page.goto(f"{live_server}/admin/settings/history")
    assert_fits(page)
    axe(page)
    for name in ("Isi halaman dalam bahasa Indonesia", "Judul besar dalam bahasa Indonesia"):
        page.get_by_role("row").filter(has_text=name).last.get_by_role("button", name="Kembalikan").click()
    reader.goto(live_server)
    expect(reader.get_by_role("heading", level=1)).to_have_text(own)
