"""The resident's minute, counted: from the front page to a published comment on a phone, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, Portal, assert_fits
from tests.e2e.test_walk import PASSWORD, code_for, sign_in
from tests.helpers import wait_until

Check = Callable[[Page], None]
TEXT = "Trotoar di depan rumah saya **berlubang**."


class Thumb:
    """Somebody at a phone: what they tap, fill in and wait for is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.fields, self.pages = page, 0, 0, 0
        page.on("framenavigated", lambda _frame: self._next())

    def _next(self) -> None:
        self.pages += 1

    def tap(self, target: Locator) -> None:
        target.click()
        self.taps += 1

    def type(self, text: str) -> None:
        """Into what has the focus; no tap of its own."""
        self.page.keyboard.type(text)
        self.fields += 1


@pytest.mark.parametrize(
    ("javascript", "most_pages", "phone"), [(True, 2, "0812 9999 8888"), (False, 3, "081299998877")]
)
def test_a_newcomer_comments_within_a_minute(
    open_page: OpenPage, portal: Portal, axe: Check, javascript: bool, most_pages: int, phone: str
) -> None:
    page = open_page("/", width=360, javascript=javascript)
    thumb = Thumb(page)
    thumb.tap(page.locator("main a[href^='/consultations/penataan-trotoar']").first)
    box = page.get_by_label("Trotoar mana yang paling perlu")
    place = box.bounding_box()
    assert place is not None
    assert place["y"] + place["height"] <= 740
    thumb.tap(box)
    thumb.type(TEXT)
    if javascript:  # people type more slowly than the library comes
        wait_until(lambda: page.evaluate("Boolean(window.htmx)"), what="the library is there")
    card = page.locator("form.ask").first
    thumb.tap(card.get_by_label("Alamat surel atau nomor HP"))
    thumb.type(phone)
    thumb.tap(card.get_by_role("button", name="Kirim tanggapan"))
    expect(page.get_by_role("textbox", name="Kode")).to_be_focused()
    expect(page.get_by_text(TEXT)).to_be_visible()
    if javascript:
        axe(page)
    assert_fits(page)
    thumb.type(code_for(portal, "+62" + phone.replace(" ", "")[1:]))
    thumb.tap(page.locator(".ask--step").get_by_role("button", name="Kirim tanggapan"))
    receipt = page.locator("article.comment", has_text="berlubang").first.locator(".receipt")
    expect(receipt).to_be_in_viewport()
    expect(receipt).to_contain_text(re.compile(r"Tanggapan Anda no\. \d+ sudah tayang"))
    assert (thumb.taps, thumb.fields) == (5, 3)  # the text, a contact, a code
    assert thumb.pages <= most_pages
    if javascript:
        axe(page)
    assert_fits(page)


def test_a_wrong_contact_is_told_where_it_was_typed(open_page: OpenPage) -> None:
    page = open_page("/consultations/penataan-trotoar", width=360, refused=422)
    page.get_by_label("Apa yang membuat berjalan").fill("Tetap di sini")
    card = page.locator("form.ask").nth(1)
    card.get_by_label("Alamat surel atau nomor HP").fill("bukan nomor")
    card.get_by_role("button", name="Kirim tanggapan").click()
    expect(page.locator(".ask--step [name=contact]")).to_have_value("bukan nomor")
    expect(page.locator(".ask--step .govuk-error-message")).to_be_visible()
    expect(page.get_by_text("Tetap di sini")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_opinion_takes_one_tap(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("/", javascript=javascript)
    sign_in(page, "warga")
    page.goto(page.url.rstrip("/") + "/consultations/penataan-trotoar")
    button = page.locator(".react button", has_text=re.compile("^Setuju")).nth(1 if javascript else 2)
    before = button.inner_text()
    button.click()
    pressed = page.locator(".react button[aria-pressed=true]").first
    expect(pressed).to_contain_text("Setuju")
    assert pressed.inner_text() != before


@pytest.mark.parametrize(("javascript", "phone"), [(True, "0812 5555 4444"), (False, "081255554445")])
def test_a_visitors_opinion_is_counted_after_the_code(
    open_page: OpenPage, portal: Portal, javascript: bool, phone: str
) -> None:
    page = open_page("/consultations/penataan-trotoar", width=360, javascript=javascript)
    button = page.locator(".react button", has_text="Tidak setuju").nth(3)
    button.hover()
    if javascript:
        wait_until(lambda: page.evaluate("Boolean(window.htmx)"), what="the library is there")
    button.click()
    page.get_by_label("Alamat surel atau nomor HP").and_(page.locator(".ask--step [name=contact]")).fill(phone)
    page.get_by_role("button", name="Kirim kode kepada saya").click()
    page.get_by_role("textbox", name="Kode").fill(code_for(portal, "+62" + phone.replace(" ", "")[1:]))
    page.get_by_role("button", name="Hitung pendapat saya").click()
    expect(page.locator(".react button[aria-pressed=true]")).to_contain_text("Tidak setuju")


def test_the_counter_agrees_with_the_server(open_page: OpenPage) -> None:
    page = open_page("/consultations/penataan-trotoar")
    page.locator("#body").fill("\U0001f600" * 4_990)
    expect(page.locator(".govuk-character-count__status").first).to_contain_text("10")


def test_moderators_and_residents_pages_are_clean(open_page: OpenPage, axe: Check) -> None:
    page = open_page("/")
    base = page.url.rstrip("/")
    sign_in(page, "moderator")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(base + "/comments/1/report")
    page.get_by_label("Iklan").check()
    page.get_by_role("button", name="Laporkan").click()
    for path in ("/moderation", "/comments/1/share", "/comments/1/report", "/comments/1/reply", "/account/comments"):
        page.goto(base + path)
        axe(page)
        assert_fits(page)


def test_signing_in_and_having_an_opinion_need_no_mouse(open_page: OpenPage) -> None:
    page = open_page("/account/sign-in?next=/consultations/penataan-trotoar", width=360)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # to the main part
    tab_to(page, "document.activeElement.id === 'contact'")
    page.keyboard.type("warga@contoh.tangerang.example")
    tab_to(page, "document.activeElement.id === 'password'")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.locator("#order").focus()
    tab_to(page, "document.activeElement.matches('.react button[value=disagree][aria-pressed=false]')")
    wait_until(lambda: page.evaluate("Boolean(window.htmx)"), what="the library is there")
    said = page.evaluate("document.activeElement.form.id")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{said} [aria-pressed=true]")).to_contain_text("Tidak setuju")


def tab_to(page: Page, reached: str) -> None:
    """Press Tab until something has the focus that the expression knows, as somebody without a mouse does."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(reached):
            return
    pytest.fail(f"not reached by Tab: {reached}")


def test_following_sharing_and_reporting_need_no_script(open_page: OpenPage, live_server: str) -> None:
    page = open_page("/", width=360, javascript=False)
    page.goto(f"{live_server}/account/sign-in")
    page.fill("#contact", "walidata@contoh.tangerang.example")
    page.fill("#password", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.goto(f"{live_server}/consultations/penataan-trotoar")
    page.get_by_role("button", name="Ikuti", exact=True).click()
    expect(page.get_by_role("button", name="Berhenti mengikuti")).to_be_visible()
    page.get_by_role("button", name="Berhenti mengikuti").click()
    expect(page.get_by_role("button", name="Ikuti", exact=True)).to_be_visible()
    page.get_by_role("link", name="Bagikan").last.click()
    address = page.get_by_label("Alamat untuk disalin").input_value()
    assert re.fullmatch(rf"{live_server}/comments/\d+", address)
    expect(page.get_by_role("button", name="WhatsApp")).to_have_attribute(
        "href", re.compile(r"^https://wa\.me/\?text=")
    )
    page.goto(address + "/report")
    page.get_by_label("Iklan").check()
    page.get_by_role("button", name="Laporkan").click()
    expect(page.get_by_text("Terima kasih").first).to_be_visible()
