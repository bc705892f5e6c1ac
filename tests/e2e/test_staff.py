"""Staff at their work, on a phone: a moderator, a data steward, an administrator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage, assert_fits
from tests.e2e.test_walk import PASSWORD

Check = Callable[[Page], None]
PLACES = "kode;kecamatan;posyandu\n36.71.02;Benda;41\n36.71.05;Cipondoh;97\n"


def signed_in(open_page: OpenPage, name: str) -> Page:
    page = open_page("/account/sign-in", width=360)
    page.fill("#contact", f"{name}@contoh.tangerang.example")
    page.fill("#password", PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def test_a_moderator_hides_what_a_reader_reported(open_page: OpenPage, axe: Check, live_server: str) -> None:
    reader = signed_in(open_page, "perancang")
    reader.goto(f"{live_server}/consultations/penataan-trotoar")
    comment = reader.locator("article.comment").last
    number = str(comment.get_attribute("id")).removeprefix("c")
    said = comment.locator(".comment__body").first.inner_text()[:40]
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
    reported.locator("input[name=reason]").fill("Menyerang orang, bukan pendapatnya.")
    reported.locator("button[value=hide]").click()
    expect(page.locator(f"#c{number}")).to_have_count(0)

    public = open_page(f"/comments/{number}", width=360)
    expect(public.locator("main")).not_to_contain_text(said)
    expect(public.locator("main")).to_contain_text("Menyerang orang")


def test_a_steward_looks_publishes_and_replaces(
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
    page.get_by_role("button", name="Terbitkan").click()
    page.goto(f"{live_server}/data/posyandu-uji")
    expect(page.locator("main")).to_contain_text("36.71.05")
    axe(page)

    file.write_text(PLACES + "36.71.06;Ciledug;88\n")
    page.get_by_role("link", name="Terbitkan versi baru").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Periksa dulu").click()
    page.get_by_role("button", name="Terbitkan").click()
    page.goto(f"{live_server}/data/posyandu-uji")
    expect(page.locator("main")).to_contain_text("Ciledug")


def test_an_administrator_announces_and_switches_somebody_off(
    open_page: OpenPage, axe: Check, live_server: str
) -> None:
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

    page.goto(f"{live_server}/admin/people?q=moderator")
    person = page.locator("article.panel").first
    person.locator("form[action$='/disable'] button").click()
    expect(page.locator("main")).to_contain_text("Nonaktif", ignore_case=True)
    page.locator("form[action$='/enable'] button").first.click()
    page.goto(f"{live_server}/admin/audit")
    expect(page.locator("main")).to_contain_text("Admin")
