"""Numbers as people write them: 1.234,56 in Indonesian, 1,234.56 in English.

1.234 is one thousand and more to the one, a little over one to the other. A column is therefore decided as a
whole, by cells that only one of them could have written; where there is none, it is nobody's guess.
"""

from __future__ import annotations

import re
from enum import StrEnum

MOST_DIGITS = 15
_MOST_DECIMALS = 12
_SPACES = r"[ \u00a0\u202f'’]"
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,14})")


class Style(StrEnum):
    """Which sign stands before the decimals."""

    POINT = "point"
    COMMA = "comma"


def _pattern(group: str, decimal: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<sign>[-−+]?)(?P<money>(?:Rp\.?|IDR)\s*)?(?P<second>[-−]?)"
        rf"(?P<whole>0|[1-9]\d{{0,2}}(?:{group}\d{{3}})+|[1-9]\d{{0,2}}(?:{_SPACES}\d{{3}})+|[1-9]\d*)"
        rf"(?:{decimal}(?P<decimals>\d+))?(?P<power>[eE][-+]\d{{1,2}})?(?P<dash>,-)?",
        re.I,
    )


_PATTERNS = {Style.POINT: _pattern(",", r"\."), Style.COMMA: _pattern(r"\.", ",")}


class Figures:
    """Gathers what the cells of one column have in common as figures."""

    def __init__(self) -> None:
        self.styles = set(Style)
        self.is_ambiguous = False
        self.has_decimals = {Style.POINT: False, Style.COMMA: False}

    def observe(self, text: str) -> None:
        """One cell of text that is not blank."""
        if _PLAIN.fullmatch(text) and text != "-0":
            return
        read = {style: figure(text, style) for style in self.styles}
        self.styles = {style for style, value in read.items() if value is not None}
        if len(set(read.values())) > 1 and len(self.styles) > 1:
            self.is_ambiguous = True
        if any(mark in text.lower() for mark in ("rp", "idr")):
            # Rupiah are written in Indonesian unless the cell can only be read otherwise.
            self.styles = {Style.COMMA} if Style.COMMA in self.styles else self.styles
        for style in self.styles:
            self.has_decimals[style] |= "." in (read[style] or "")

    def observe_number(self, value: float) -> None:
        """One cell that the file itself holds as a number."""
        if isinstance(value, float) and not value.is_integer():
            self.has_decimals = dict.fromkeys(Style, True)

    def style(self, hint: Style | None) -> Style | None:
        """How the column is written; None where it is no column of figures, or nobody can tell."""
        if len(self.styles) == 2:
            return hint if self.is_ambiguous else Style.POINT
        return next(iter(self.styles), None)


def figure(text: str, style: Style) -> str | None:
    """The figure in the form that programs read (-1234.5), or None when the text is none in this style."""
    match = _PATTERNS[style].fullmatch(text)
    if match is None:
        return None
    whole = re.sub(r"\D", "", match["whole"])
    decimals = match["decimals"] or ""
    is_grouped = whole != match["whole"]
    if len(whole) > (18 if is_grouped and not decimals else MOST_DIGITS) or len(decimals) > _MOST_DECIMALS + 5:
        return None
    if (match["power"] and not decimals) or (match["dash"] and (decimals or not match["money"])):
        return None
    sign = "-" if any(mark in "-−" for mark in (match["sign"] or "") + (match["second"] or "")) else ""
    number = sign + whole + (f".{decimals}" if decimals else "")
    return repr(float(number + match["power"])) if match["power"] else number
