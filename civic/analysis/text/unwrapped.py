"""From what other systems wrote around a comment to the comment: escapes, entities, tags, letters read wrongly."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from types import ModuleType

# UTF-8 that was read as Windows-1252: Ã©, â€œ, Â , ðŸ˜€; no word of a living language joins these signs.
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3\u00e2\u00f0][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122\u20ac]"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,10}(?:\s[^<>]{0,500})?/?>|<!--.{0,500}?-->", re.IGNORECASE | re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|([nrt])|([\"'/\\]))", re.IGNORECASE)


def unwrapped(text: str) -> str:
    """The text as its author typed it, as far as that can be told."""
    if not text.isascii() and _MOJIBAKE.search(text):
        text = _ftfy().fix_encoding(text)
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)  # a sign beyond U+FFFF is escaped as a pair, which becomes one again
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(html.unescape(text))  # twice: exports of exports say &amp;amp;
    if "<" in text:
        text = _TAG.sub(" ", text)
    return text


def _unescaped(found: re.Match[str]) -> str:
    code, blank, sign = found.groups()
    return chr(int(code, 16)) if code else " " if blank else str(sign)


@lru_cache(maxsize=1)
def _ftfy() -> ModuleType:
    import ftfy  # its tables take 30 ms to load, and few corpora need them

    return ftfy
