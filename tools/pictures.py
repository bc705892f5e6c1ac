"""Raster pictures of the look, drawn from their SVG sources by the browser of the tests: icons, pictures for sharing.

Run after changing a drawing: `.venv/bin/python tools/pictures.py`. The results are committed.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

STATIC = Path(__file__).parents[1] / "civic" / "web" / "static"
SHARE = (1200, 630)  # what sites show beside a shared address
NOT_SHARED = ("city", "empty")  # parts of pages; the city stands on the general picture


def main() -> int:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        _favicons(page)
        _write(_draw(page, _source("pictures/city.svg"), *SHARE), STATIC / "pictures" / "share.png")
        for drawing in sorted((STATIC / "pictures").glob("*.svg")):
            if drawing.stem in NOT_SHARED:
                continue
            _write(_draw(page, drawing.read_text(), *SHARE), STATIC / "pictures" / "share" / f"{drawing.stem}.png")
        browser.close()
    return 0


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
