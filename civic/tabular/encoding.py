"""Which encoding a text file is in, judged by the whole of it."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from civic.tabular.errors import N_, TableError

_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 24
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
# The accented letters that each writes after a small letter. In cp1252 those of the older ones are signs or capitals
# (é of a Mac is Ž), which stand nowhere there.
_WITHIN_WORDS = {
    "cp1252": re.compile(rb"[a-z][\xe0-\xff]"),
    "mac_roman": re.compile(rb"[a-z][\x88\x8a\x8e\x8f\x9f]"),
    "cp850": re.compile(rb"[a-z][\x81\x82\x84\x90]"),
}


def encoding_of(path: Path) -> str:
    """UTF-8 or UTF-16 where the file is that; else cp1252, which spreadsheets here write, or what came before.

    A file with letters in UTF-8 and a stray byte is not taken for cp1252, which would spoil all of them.

    Raises:
        TableError: at the line where the text cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None) or _unmarked_utf16(head)
    if encoding is None:
        encoding = "utf-8"
    broken = _first_broken_line(path, encoding)
    if broken is None:
        return encoding
    if encoding != "utf-8" or _has_utf8_letters(path):
        raise TableError(N_("a byte here is not %(encoding)s; save the file as UTF-8"), broken, encoding=encoding)
    if (older := _older(path)) is not None:
        return older
    if (broken := _first_broken_line(path, "cp1252")) is not None:
        raise TableError(N_("a byte here is neither UTF-8 nor Windows-1252; save the file as UTF-8"), broken)
    return "cp1252"


def _unmarked_utf16(head: bytes) -> str | None:
    """Zero bytes at every other place: UTF-16 without its mark. Elsewhere they mean that this is no text."""
    if b"\x00" not in head:
        return None
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        others = head[1 - offset :: 2]
        if len(head) > 7 and head[offset::2].count(0) > 0.8 * len(others) and min(others) > 8:
            return encoding
    raise TableError(N_("this is not a text file"))


def _older(path: Path) -> str | None:
    """The encoding of old Macs or of DOS, where its letters stand more often within words than those of cp1252."""
    found = dict.fromkeys(_WITHIN_WORDS, 0)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            for encoding, letters in _WITHIN_WORDS.items():
                found[encoding] += len(letters.findall(chunk))
    likely = max(found, key=lambda encoding: found[encoding])  # of equals the first
    return None if likely == "cp1252" else likely


def _first_broken_line(path: Path, encoding: str) -> int | None:
    """The line of the first byte that does not decode, or of a zero character; None where all is well."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, last = 1, ""
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                # Multi-byte encodings count characters up to the fault; the byte position itself serves for the rest.
                before = error.object[: error.start].decode(encoding, errors="replace")
                return line + _line_ends(before, last)
            if "\x00" in text:
                raise TableError(N_("this is not a text file"), line + _line_ends(text[: text.index("\x00")], last))
            line += _line_ends(text, last)
            last = text[-1:] or last
            if not chunk:
                return None


def _line_ends(text: str, last: str) -> int:
    """How many lines end in the text, with LF, CR LF or CR; `last` is the character before it."""
    pairs = text.count("\r\n") + (1 if last == "\r" and text.startswith("\n") else 0)
    return text.count("\n") + text.count("\r") - pairs


def _has_utf8_letters(path: Path) -> bool:
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(_LONGEST_LINE), b""):
            if not line.isascii() and any(c > "\x7f" and c != "\ufffd" for c in line.decode("utf-8", "replace")):
                return True
    return False
