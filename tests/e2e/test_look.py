"""What everybody meets first: a header of one row, a menu without scripts, a map for the keyboard, pages that print."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage, assert_fits

Check = Callable[[Page], None]


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_header_is_one_row(open_page: OpenPage, width: int) -> None:
    page = open_page("/consultations/sampah-dari-rumah/summary", width=width)
    assert page.locator(".site-header").bounding_box()["height"] < 96  # type: ignore[index]
    breadcrumbs = page.locator(".govuk-breadcrumbs").bounding_box()
    assert breadcrumbs
    assert breadcrumbs["height"] < 40
    assert_fits(page)


def test_the_menu_of_a_phone_opens_without_scripts(open_page: OpenPage, axe: Check) -> None:
    page = open_page("/", width=360, javascript=False)
    expect(page.get_by_role("link", name="Masuk", exact=True)).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    expect(page.get_by_role("link", name="Data kota", exact=True)).to_be_visible()
    page.get_by_role("link", name="Masuk", exact=True).click()
    assert page.url.endswith("/account/sign-in?next=/")
    scripted = open_page("/", width=360)
    scripted.get_by_text("Menu", exact=True).click()
    axe(scripted)


def test_a_district_is_chosen_on_the_map_with_the_keyboard(open_page: OpenPage, axe: Check) -> None:
    page = open_page("/processes", width=360)
    page.locator(".map a[aria-label='Periuk']").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Proses di Periuk")
    expect(page.get_by_role("link", name="Pengendalian Banjir Periuk dan Karang Tengah")).to_be_visible()
    axe(page)


@pytest.mark.parametrize(
    "path", ["/processes", "/processes/sampah-dari-rumah", "/services", "/consultations/penataan-trotoar"]
)
def test_pages_are_good_to_read_at_night(open_page: OpenPage, axe: Check, path: str) -> None:
    page = open_page(path, width=360, dark=True)
    axe(page)
    assert_fits(page)


def test_a_single_card_fills_its_row(open_page: OpenPage) -> None:
    page = open_page("/processes?region=36.71.08&phase=response")
    row, card = page.locator(".cards").first.bounding_box(), page.locator(".cards .card").first.bounding_box()
    assert row
    assert card
    assert card["width"] > row["width"] - 2


def test_a_summary_of_sixteen_themes_prints_on_six_pages(open_page: OpenPage) -> None:
    page = open_page("/consultations/sampah-dari-rumah/summary")
    made = page.evaluate(
        """() => {
            const copies = [".theme", ".decided li", ".themes-table tbody tr"];
            for (const all of copies.map((one) => [...document.querySelectorAll(one)]))
                for (let n = 0; all.length + n < 16; n++) all.at(-1).after(all[n].cloneNode(true));
            return document.querySelectorAll(".theme").length;
        }"""
    )
    assert made == 16
    paper = page.pdf(format="A4")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") + paper.count(b"/Type/Page/") <= 6
    page.emulate_media(media="print")
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator(".downloads").first).to_be_hidden()


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("path", ["", "/1/themes/0"])
def test_a_number_never_breaks(open_page: OpenPage, width: int, path: str) -> None:
    page = open_page(f"/consultations/sampah-dari-rumah/summary{path}", width=width)
    figures = page.locator(".figure, .stats dd")
    assert figures.count() > 2 if not path else figures.count()
    tallest = figures.evaluate_all(
        """(all) => Math.max(...all.map((one) => {
            const text = document.createRange();
            text.selectNodeContents(one);
            return new Set([...text.getClientRects()].map((line) => Math.round(line.top))).size;
        }))"""
    )
    assert tallest == 1
    assert_fits(page)
