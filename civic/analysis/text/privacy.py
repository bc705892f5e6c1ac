"""Personal numbers that people type into comments, masked before anything is shown.

Standard library only: web pages import it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MASK = "[…]"

Match = re.Match[str]
_Span = tuple[int, int]

# Every rule needs one of these.
_SUSPECT = re.compile(r"[\d@＠]")
# Look-alikes, one character for one, so that places in the folded text are places in the text.
_FOLDED = (
    {ord(dash): "-" for dash in "‐‑‒–—−－"}
    | {ord(space): " " for space in "\u00a0\u2007\u2009\u200b\u200c\u200d\u202f\u2060\ufeff"}
    | {0xFF10 + digit: str(digit) for digit in range(10)}
    | {ord("＠"): "@", ord("．"): ".", ord("＋"): "+"}
)

# Codes of the regions on Indonesian plates.
_REGION = r"(?:A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNRSTW]?|E[ABD]?|F|G|H|K[BHTU]?|L|M|N|P[ABGSTY]?|R|S|T|W|Z)"
_UNITS = frozenset(
    "rt rw km m cm mm kg g ha l jt rb k kk org thn th bln hr hri jam mnt x pm am kel kec no gg jl jln di ke dr "
    "dan yg ini itu utk ada tdk ya st nd rd".split()
)
_STREET = (
    r"\b(?:jl|jln|jalan|gg|gang|blok|blk|kav(?:ling)?|kompleks?|komplek|perum(?:ahan|nas)?|griya|cluster|rumah|rmh)\b"
)
_HOUSE = r"(?:no(?:mor)?|nmr)\b[ .:]*\d{1,4}(?!\d)(?:[ /-]?[a-z]\b)?(?:\s?[/-]\s?\d{1,4}[a-z]?\b)?"
# "UU No. 22 Tahun 2009" and "nomor 1 prioritas" are no addresses, whatever road is spoken of before.
_LAW = re.compile(r"\b(?:uu|perda|perwal|perpres|permen\w*|pp|pasal|sk|keputusan|peraturan|undang\S*)\b", re.IGNORECASE)
_RANK = r"(?!\s*(?:tahun|prioritas|priority|utama|terbaik|terburuk|paling|dari|issue|problem|concern)\b)"
_WAY = r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Circle|Cir)\b"


def mask(text: str) -> str:
    """The text with personal numbers hidden; figures of the argument (money, years, counts, sections) stay.

    Hidden are identity numbers (NIK, KK), telephone numbers, e-mail addresses, number plates, RT and RW, and house
    numbers behind a street. Time is linear in the length of the text.
    """
    if not _SUSPECT.search(text):
        return text
    folded = text if text.isascii() else text.translate(_FOLDED)
    parts, end = [], 0
    for start, stop in _merged(sorted(_spans(folded))):
        parts += [text[end:start], MASK]
        end = stop
    return "".join([*parts, text[end:]])


def _spans(text: str) -> Iterator[_Span]:
    for pattern, is_meant in _RULES:
        for match in pattern.finditer(text):
            if is_meant is None or is_meant(match):
                # A rule that needs the words before the number masks its group "number" alone.
                yield match.span("number" if "number" in pattern.groupindex else 0)


def _merged(spans: list[_Span]) -> Iterator[_Span]:
    """Spans that touch are one."""
    start, stop = -1, -1
    for first, last in spans:
        if first > stop:
            if start >= 0:
                yield start, stop
            start, stop = first, last
        else:
            stop = max(stop, last)
    if start >= 0:
        yield start, stop


def _is_identity(match: Match) -> bool:
    """Sixteen digits in a row are one; in groups, the birthday must be a date: four years in a row are none."""
    digits = re.sub(r"\D", "", match[0])
    if digits == match[0]:
        return True
    day, month = int(digits[6:8]), int(digits[8:10])
    return 1 <= day % 40 <= 31 and 1 <= month <= 12


def _is_plate(match: Match) -> bool:
    """B 1234 XYZ; in small letters, where "d 2 rt" may be chat, only three digits and more that are no year."""
    region, number, suffix = match["region"], match["digits"], match["suffix"]
    if suffix.lower() in _UNITS:
        return False
    if region.isupper() and suffix.isupper():
        return True
    is_glued = len(match[0]) == len(region) + len(number) + len(suffix)
    return is_glued or (len(number) > 2 and not _is_year(number))


def _is_address(match: Match) -> bool:
    return not _LAW.search(match[0])


def _is_house(match: Match) -> bool:
    return not _is_year(match["number"])


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in {"19", "20"}


_BEFORE = r"(?<!\d)(?<!\d[.,])"  # no part of a longer figure
_RULES: tuple[tuple[re.Pattern[str], Callable[[Match], bool] | None], ...] = (
    (re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+"), None),
    (re.compile(r"(?<![\d.,])\d(?:[ .-]?\d){15}(?!\d)(?![.,]\d)"), _is_identity),
    # Mobile: 0812-3456-7890, +62 812 3456 7890, (+62) 812.3456.7890.
    (
        re.compile(_BEFORE + r"\(?(?:\+?62\)?[ .-]{0,2}(?:\(0\))?|0)[ .-]?8[1-9](?:[ .()-]{0,3}\d){6,11}(?!\d)"),
        None,
    ),
    # Landline: 021-5512345, (0254) 123456, 02155123456.
    (re.compile(_BEFORE + r"\(?0[2-9]\d{1,2}(?:\)[ .-]{0,2}|[ .-]{1,3})\d{3,4}[ .-]?\d{3,4}(?!\d)"), None),
    (re.compile(_BEFORE + r"0[2-9]\d{7,10}(?!\d)"), None),
    # Abroad, and the American way: +1 270 555 0100, (270) 555-0100.
    (re.compile(r"(?<![\w+])\+\d(?:[ ()-]{0,2}\d){7,14}(?!\d)"), None),
    (re.compile(_BEFORE + r"(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}(?!\d)"), None),
    (
        re.compile(rf"\b(?P<region>{_REGION})\s?(?P<digits>\d{{1,4}})\s?(?P<suffix>[A-Z]{{1,3}})\b", re.IGNORECASE),
        _is_plate,
    ),
    # RT 05/RW 03, rt05 rw03, RT/RW 005/012.
    (
        re.compile(
            r"\br[tw](?:\s?/\s?rw)?[ .:]{0,3}\d{1,3}(?!\d)"
            r"(?:(?:\s?[,/-]?\s?rw[ .:]{0,3}|\s?[/-]\s?)\d{1,3}(?!\d))?",
            re.IGNORECASE,
        ),
        None,
    ),
    # Behind a street, though there be a comma before the number: Jl. Merdeka Raya, No. 12A.
    (re.compile(rf"{_STREET}[^\n;!?,]{{0,40}}?,?(?<!\w)\s?(?P<number>{_HOUSE}){_RANK}", re.IGNORECASE), _is_address),
    (re.compile(r"\bno(?:mor)?\.?\s+(?:rumah|rmh)\s*:?\s*(?P<number>\d{1,4}[a-z]?)\b", re.IGNORECASE), None),
    (
        re.compile(r"\bblok\s+(?P<number>[a-z]{1,2}[ -]?\d{1,3}(?!\d)(?:\s?[/-]\s?\d{1,3}[a-z]?\b)?)", re.IGNORECASE),
        None,
    ),
    # Without "no": Jl. Merdeka 45, 123 Main Street. Capitals tell names from "jalan rusak 2 tahun".
    (
        re.compile(
            r"\b(?:Jl|Jln|Jalan|Gg|Gang)\b\.?(?:\s[A-Z][a-z]+){1,4}\s(?P<number>\d{1,4}(?!\d)[A-Za-z]?)"
            r"(?=\s*(?:[,;)]|\.(?!\d)|$|R[TW]))"
        ),
        _is_house,
    ),
    (re.compile(rf"(?<![\w.,-])(?P<number>\d{{2,5}})\s(?:[NSEW]\.?\s)?(?:[A-Z][a-z]+\s){{1,3}}{_WAY}"), _is_house),
)
