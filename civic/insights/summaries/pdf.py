"""A paper of headings and paragraphs as PDF, in the portal's own typeface: with title, language and bookmarks."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

import civic.web

FONT = Path(civic.web.__file__).parent / "static" / "public-sans.woff2"
LACKING = "[…]"
_SIZES = {0: 20, 1: 14}
_BODY, _LINE = 10.5, 1.45
_MM_PER_POINT = 25.4 / 72


class PdfPaper:
    """An A4 paper, written from the top down.

    Characters that the typeface lacks (emoji, Chinese, Arabic) stand as LACKING, and a line at the end says so.
    """

    def __init__(self, title: str, language: str, mark: str) -> None:
        from fpdf import FPDF  # late: it takes a second, and most requests need none

        class Marked(FPDF):  # type: ignore[misc]
            def header(self) -> None:
                self.set_font("sans", "B", 9)
                self.cell(0, 5, mark, align="R", new_x="LMARGIN", new_y="NEXT")
                self.ln(4)

            def footer(self) -> None:
                self.set_y(-15)
                self.set_font("sans", "", 9)
                self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="C")

        self._pdf: Any = Marked(format="A4")
        for style, weight in (("", 400.0), ("B", 700.0)):
            self._pdf.add_font("sans", style, FONT, variations={"wght": weight})
        font: Any = self._pdf.fonts["sans"]
        self._known = set(font.cmap)
        self._has_lacked = False
        mark = self._written(mark)
        self._pdf.set_margin(22)
        self._pdf.set_auto_page_break(True, 22)
        self._pdf.set_title(title)
        self._pdf.set_lang(language)
        self._pdf.set_creator("Civic")
        self._pdf.add_page()

    def heading(self, text: str, level: int) -> None:
        """A heading, and a bookmark that leads to it."""
        text = self._written(text)
        if self._pdf.will_page_break(30):  # with some of what it is about
            self._pdf.add_page()
        self._pdf.ln(4)
        self._pdf.start_section(text, level=level, strict=False)
        self._put(text, _SIZES[level], "B")

    def paragraph(self, text: str, *, bold: bool = False, indent_mm: int = 0, sign: str = "") -> None:
        """A paragraph, moved to the right by some millimetres, behind a sign such as a bullet."""
        left = self._pdf.l_margin
        self._pdf.set_left_margin(left + indent_mm)
        self._put(self._written(f"{sign} {text}" if sign else text), _BODY, "B" if bold else "")
        self._pdf.set_left_margin(left)
        self._pdf.ln(1.5)

    def save(self, target: Path) -> None:
        if self._has_lacked:
            self.paragraph(_("%(sign)s stands for characters that this typeface lacks.", sign=LACKING))
        self._pdf.output(str(target))

    def _put(self, text: str, size: float, style: str) -> None:
        self._pdf.set_font("sans", style, size)
        self._pdf.set_x(self._pdf.l_margin)
        height = size * _LINE * _MM_PER_POINT
        self._pdf.multi_cell(0, height, text, align="L", new_x="LMARGIN", new_y="NEXT")

    def _written(self, text: str) -> str:
        """The text in characters that there are: accents go before letters do, and what is left is told."""
        shown: list[str] = []
        for character in text:
            base = unicodedata.normalize("NFKD", character)[:1]
            if character == "\n" or (ord(character) in self._known and character.isprintable()):
                shown.append(character)
            elif base.isalpha() and ord(base) in self._known:
                shown.append(base)
            elif character.isspace():
                shown.append(" ")
            elif unicodedata.category(character)[0] not in "CM" and shown[-1:] != [LACKING]:
                self._has_lacked = True
                shown.append(LACKING)
        return "".join(shown)
