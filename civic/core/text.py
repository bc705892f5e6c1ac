"""What people type: brought into one form, without characters that deceive or break."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from flask_babel import gettext as _
from flask_babel import ngettext

from civic.errors import Invalid

# Whatever ends a line somewhere: Windows, old Macs, terminals, page breaks of a document, Unicode's own.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters except tab and newline, the marks that turn the direction of other people's text, and what nobody
# sees: soft hyphens and other seams of copied text, and letters of the "tags" block, in which messages are hidden -
# but for the flags that are written with them. Joiners stay: scripts and emoji are written with them. Codes that are
# no characters and halves of characters go: XML allows them nowhere, so one in a title would break the whole feed.
_REMOVED = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
_BLANK_LINES = re.compile(r"\n{3,}")
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs in name only: nothing is drawn
_READABLE = frozenset("LNPS")  # letters, numbers, punctuation, symbols: the categories with something to see
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_SLUG = 80
MAX_MARKS = 30  # combining marks in a row, as Unicode's stream-safe format allows (UAX 15)
_ROOM_TO_SHORTEN = 4  # composing may make a text shorter; one so much over the limit is too long whatever happens


def normalized(text: str, form: Literal["NFC", "NFKC"] = "NFC") -> str:
    """The text in one Unicode form, in time that grows with its length.

    Normalising sorts each run of combining marks, and its time grows with the square of the run's length:
    half a megabyte of marks would hold the process for a minute. Longer runs than any script has are cut.
    """
    return text if text.isascii() else unicodedata.normalize(form, _with_short_runs(text))


def clean(text: str) -> str:
    """NFC, plain line ends, no control or direction-override characters, no runs of blank lines.

    Nothing of what shows nothing: a title of fillers alone would be a link that nobody sees.
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _BLANK_LINES.sub("\n\n", normalized(without_overrides(text))).strip()
    return "" if is_blank(text) else text


def without_overrides(text: str) -> str:
    """The text without control characters, hidden ones, and marks that turn the direction of what follows."""
    return _REMOVED.sub(r"\1", text)


def clean_line(text: str) -> str:
    """As `clean`, in one line."""
    return " ".join(clean(text).split())


def is_blank(text: str) -> bool:
    """Whether there is nothing to see: spaces, zero-width characters, fillers, marks on nothing."""
    return not any(unicodedata.category(c)[0] in _READABLE and c not in _FILLERS for c in text)


def required(field: str, text: str, max_length: int) -> str:
    """The cleaned text; raises Invalid for nothing to read or more than `max_length` characters."""
    check_length(field, text, max_length * _ROOM_TO_SHORTEN, stated=max_length)
    text = clean(text)
    if is_blank(text):
        raise Invalid(field, _("Write something first."))
    check_length(field, text, max_length)
    return text


def check_length(field: str, text: str, max_length: int, *, stated: int | None = None) -> None:
    """Raise Invalid when the text is longer than `max_length` characters; the message names `stated` instead."""
    if len(text) <= max_length:
        return
    limit = max_length if stated is None else stated
    message = ngettext(
        "This is %(num)s character too long; at most %(max)s fit.",
        "This is %(num)s characters too long; at most %(max)s fit.",
        len(text) - limit,
        max=limit,
    )
    raise Invalid(field, message)


def check_slug(slug: str, field: str = "slug") -> None:
    """Raise Invalid at the field unless the slug can be part of an address."""
    if len(slug) > MAX_SLUG or not _SLUG.fullmatch(slug):
        raise Invalid(field, _("Use small letters, digits and single hyphens, such as taman-kota-2026."))


def _with_short_runs(text: str) -> str:
    kept, run = [], 0
    for character in text:
        run = run + 1 if _is_mark(character) else 0
        if run <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=8192)
def _is_mark(character: str) -> bool:
    """Whether the character, taken apart, begins with one that combines: some that do are no marks themselves."""
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) != 0
