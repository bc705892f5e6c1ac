"""Personal numbers that people type into comments, masked before anything is shown."""

from __future__ import annotations

import re

MASK = "[…]"
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
_PHONE = re.compile(r"(?<![\d.,])(?:\+?62|0)[\s.-]?8[1-9]\d(?:[\s.-]?\d){5,9}(?!\d)")
_PLATE = re.compile(r"\b[A-Z]{1,2}\s\d{1,4}\s[A-Z]{1,3}\b")
_RT = re.compile(r"\b(rt|rw)\.?\s*0*\d{1,3}(?:\s*/\s*(?:rw)?\.?\s*0*\d{1,3})?\b", re.IGNORECASE)
_HOUSE = re.compile(r"\b(no(?:mor)?)\.?\s*\d{1,4}[a-z]?\b(?=[\s,.]|$)", re.IGNORECASE)
_ALL = (_EMAIL, _NIK, _PHONE, _PLATE, _RT, _HOUSE)


def mask(text: str) -> str:
    """The text with identity numbers, telephone numbers, e-mail addresses, plates and house numbers hidden."""
    for pattern in _ALL:
        text = pattern.sub(MASK, text)
    return text
