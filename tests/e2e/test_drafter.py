"""The drafter's hour: from a file of 3,000 comments to a published, audited summary, in the browser alone."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage, Portal, assert_fits
from tests.e2e.test_upload import HEAD, Check, survey
from tests.e2e.test_walk import sign_in
from tests.helpers import wait_until

STROKES = 60  # of navigation, beside what is typed


class Hand:
    """Clicks and keys, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes = page, 0

    def click(self, name: str, role: str = "button") -> None:
        self.strokes += 1
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def press(self, keys: str) -> None:
        self.strokes += 1
        self.page.keyboard.press(keys)


def test_a_drafter_goes_from_a_file_to_an_audited_summary(open_page: OpenPage, portal: Portal, tmp_path: Path) -> None:
    first = survey(tmp_path / "pertama.csv", 1)
    options = ("--text-column", HEAD[1], "--title", "Jam perancang", "--agency", "bappeda")
    assert portal.command("consultation", "import", "jam-perancang", str(first), *options).returncode == 0
    page = open_page("/account/sign-in", refused=422)
    sign_in(page, "perancang")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto(f"{portal.url}/workbench/consultations/jam-perancang")
    hand, main = Hand(page), page.locator("main")

    hand.click("Unggah tanggapan", "link")
    page.locator("input[type=file]").set_input_files(survey(tmp_path / "survei.csv", 3_000))
    hand.click("Periksa dulu")
    hand.click("Impor 2999 tanggapan")
    hand.click("Analisis tanggapannya", "link")
    hand.click("Mulai")
    page.wait_for_url(re.compile(r"/runs/\d+$"), timeout=90_000)  # the themes open by themselves
    assert page.evaluate("document.documentElement.scrollHeight") <= 2 * 800
    run = page.url

    hand.click("belum dijawab", "link")
    answered = 0
    while "/themes/" in page.url:
        assert page.evaluate("document.documentElement.scrollHeight") <= 2 * 800
        page.get_by_label("Jawaban pemerintah kota").fill(f"Dikerjakan tahun depan, bagian {answered + 1}.")
        with page.expect_navigation():
            hand.press("Control+1")
        answered += 1
        assert answered < 60
    assert page.url == run
    expect(main).to_contain_text("Semua tema sudah dijawab")

    hand.click("Uji petik", "link")
    hand.click("Ambil")
    _judge_one_list(page, hand)
    page.goto(run)
    hand.click("Terbitkan", "link")
    hand.click("Terbitkan")
    expect(page.get_by_role("heading", name="Jam perancang").first).to_be_visible()
    expect(main).to_contain_text("diperiksa")
    assert hand.strokes - answered <= STROKES - 40, hand.strokes  # one stroke a theme, were there forty

    page.goto(f"{portal.url}/language/en?next=/consultations/jam-perancang/summary")
    page.set_viewport_size({"width": 360, "height": 800})
    assert_fits(page)
    page.locator(".themes-table a, .theme h3 a, .theme h2 a").first.click()
    wait_until(lambda: page.evaluate("document.readyState") == "complete", 10, "the page is there")
    assert_fits(page)


def test_the_whole_hour_in_english_on_a_phone(open_page: OpenPage, axe: Check, portal: Portal, tmp_path: Path) -> None:
    first = survey(tmp_path / "first.csv", 1)
    options = ("--text-column", HEAD[1], "--title", "Jam di telepon", "--agency", "bappeda")
    assert portal.command("consultation", "import", "jam-telepon", str(first), *options).returncode == 0
    page = open_page("/account/sign-in", refused=422)
    sign_in(page, "perancang")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{portal.url}/language/en?next=/workbench/consultations/jam-telepon")
    hand, main = Hand(page), page.locator("main")

    def looked_at() -> None:
        page.wait_for_load_state("load")
        assert_fits(page)
        axe(page)

    hand.click("Upload comments", "link")
    page.locator("input[type=file]").set_input_files(survey(tmp_path / "survey.csv", 300))
    hand.click("Look at it first")
    looked_at()
    hand.click("Import 299 comments")
    hand.click("Analyse the comments", "link")
    hand.click("Start")
    page.wait_for_url(re.compile(r"/runs/\d+$"), timeout=90_000)
    looked_at()
    run = page.url

    hand.click("no answer yet", "link")
    looked_at()
    answered = 0
    while "/themes/" in page.url:
        page.get_by_label("The city's answer").fill(f"We do it next year, part {answered + 1}.")
        with page.expect_navigation():
            page.locator(".answer-as").get_by_role("button", name="Accepted", exact=True).click()
        answered += 1
        assert answered < 60
    assert page.url == run
    expect(main).to_contain_text("Every theme has an answer")

    hand.click("Audit", "link")
    hand.click("Draw up to")
    _judge_one_list(page, hand, "Save the list")
    page.goto(run)
    hand.click("Publish", "link")
    looked_at()
    hand.click("Publish")
    expect(page.get_by_role("heading", name="Jam di telepon").first).to_be_visible()
    expect(main).to_contain_text("checked")
    looked_at()


def _judge_one_list(page: Page, hand: Hand, save: str = "Simpan") -> None:
    """Say of each comment of the first list that it stands right."""
    expect(page.get_by_role("button", name=save)).to_be_visible()
    page.wait_for_load_state("networkidle")
    for group in page.locator("form fieldset:has(input[type=radio])").all():
        group.locator("input[type=radio]").first.press("Space")
    hand.click(save)
