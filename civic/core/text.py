"""What people type: brought into one form, without characters that deceive or break."""

from __future__ import annotations

import re
import unicodedata

from flask_babel import gettext as _
from flask_babel import ngettext

from civic.errors import Invalid

# Control characters except tab and newline, and the marks that turn the direction of other people's text.
_REMOVED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANK_LINES = re.compile(r"\n{3,}")
# Nothing to see: spaces, zero-width characters, fillers.
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\u00ad\u115f\u1160\u3164\uffa0]+")


def clean(text: str) -> str:
    """NFC, plain line ends, no control or direction-override characters, no runs of blank lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", _REMOVED.sub("", text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def clean_line(text: str) -> str:
    """As `clean`, in one line."""
    return " ".join(clean(text).split())


def required(field: str, text: str, max_length: int) -> str:
    """The cleaned text; raises Invalid for nothing to read or more than `max_length` characters."""
    text = clean(text)
    if not _INVISIBLE.sub("", text):
        raise Invalid(field, _("Write something first."))
    check_length(field, text, max_length)
    return text


def check_length(field: str, text: str, max_length: int) -> None:
    """Raise Invalid when the text is longer than `max_length` characters."""
    over = len(text) - max_length
    if over > 0:
        message = ngettext(
            "This is %(num)s character too long; at most %(max)s fit.",
            "This is %(num)s characters too long; at most %(max)s fit.",
            over,
            max=max_length,
        )
        raise Invalid(field, message)
