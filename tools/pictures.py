"""Raster pictures of the look, made by the browser of the tests; the results are committed.

After changing a drawing, icons and pictures for sharing: `.venv/bin/python tools/pictures.py`.
After changing the look, the README's pictures of a portal with the demonstration city that runs at an address:
`.venv/bin/python tools/pictures.py http://127.0.0.1:8000`.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

STATIC = Path(__file__).parents[1] / "civic" / "web" / "static"
SHARE = (1200, 630)  # what sites show beside a shared address
NOT_SHARED = ("city", "empty")  # parts of pages; the city stands on the general picture
README = Path(__file__).parents[1] / "docs" / "pictures"
# name: (page, width, height, whose, what to bring to the top); English, as the README is, but for names in "-id".
SHOTS = {
    "home": ("/", 1280, 860, "", ""),
    "districts": ("/", 1280, 620, "", ".find-by-place"),
    "summary": ("/consultations/sampah-dari-rumah/summary", 1280, 860, "", ""),
    "workbench": ("/workbench/runs/1", 1280, 860, "perancang", ""),
    "desk": ("/workbench/runs/1/themes/0", 1280, 900, "perancang", ".desk-head"),
    "desk-id": ("/workbench/runs/1/themes/0", 1280, 900, "perancang", ".desk-head"),
    "publish": ("/workbench/runs/1/publish", 1280, 900, "perancang", ""),
    "phone": ("/consultations/penataan-trotoar", 360, 740, "", ""),
}


def main() -> int:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        if len(sys.argv) > 1:
            for name in SHOTS:
                _shoot(browser, sys.argv[1].rstrip("/"), name)
            return 0
        page = browser.new_page()
        _favicons(page)
        _write(_draw(page, _source("pictures/city.svg"), *SHARE), STATIC / "pictures" / "share.png")
        for drawing in sorted((STATIC / "pictures").glob("*.svg")):
            if drawing.stem in NOT_SHARED:
                continue
            _write(_draw(page, drawing.read_text(), *SHARE), STATIC / "pictures" / "share" / f"{drawing.stem}.png")
        browser.close()
    return 0


def _shoot(browser: Browser, portal: str, name: str) -> None:
    """One picture of the README."""
    path, width, height, who, top = SHOTS[name]
    context = browser.new_context(viewport={"width": width, "height": height})
    language = "id" if name.endswith("-id") else "en"
    context.add_cookies([{"name": "civic_language", "value": language, "url": portal}])
    page = context.new_page()
    if who:
        page.goto(f"{portal}/account/sign-in")
        page.fill("#contact", f"{who}@contoh.tangerang.example")
        page.fill("#password", "suara kota demo")
        page.locator("#password").press("Enter")
        page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto(portal + path, wait_until="networkidle")
    if top:
        page.locator(top).evaluate("element => element.scrollIntoView()")
    _write(Image.open(io.BytesIO(page.screenshot())), README / f"{name}.png")
    context.close()


def _favicons(page: Page) -> None:
    svg = _source("favicon.svg")
    _write(_draw(page, svg, 180, 180), STATIC / "apple-touch-icon.png")
    _draw(page, svg, 64, 64).save(STATIC / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])


def _source(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _draw(page: Page, svg: str, width: int, height: int) -> Image.Image:
    """The drawing in these pixels, covering all of them."""
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(
        "<style>*{margin:0}body{background:#dff0f0}svg{display:block;width:100vw;height:100vh}</style>"
        + svg.replace("<svg ", '<svg preserveAspectRatio="xMidYMid slice" ', 1)
    )
    return Image.open(io.BytesIO(page.screenshot()))


def _write(image: Image.Image, path: Path) -> None:
    """Few flat colours: a palette makes a third of the bytes."""
    path.parent.mkdir(exist_ok=True)
    flat = image.convert("RGB").quantize(96, dither=Image.Dither.NONE)
    flat.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
