"""Names of private people: behind a title, or behind words that introduce somebody.

Offices are public, so "Pak Wali Kota" and "Ibu Lurah" stay. Standard library only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

_LISTS = {
    key: frozenset(words.split())
    for key, words in tomllib.loads((files("civic.analysis.text") / "data" / "people.toml").read_text("utf-8")).items()
}
_ADDRESSED = (
    r"(?:[Bb]apak|BAPAK|[Pp]ak|PAK|[Ii]bu|IBU|[Bb]u|BU|[Mm]as|[Mm]bak|[Mm]bah|[Bb]ang|[Kk]ang|[Tt]eh|[Hh]aji|"
    r"[Ss]audar[ai]|[Tt]uan|[Nn]yonya|[Mm]iss)"
)
# Only what is shortened takes a full stop; behind "Bang." a sentence begins.
_SHORTENED = r"(?:[Bb]pk|[Uu]stad?z?(?:ah)?|[Ss]dri?|[Mm]rs?|[Mm]s|[Dd]rg?|H|Hj|Ny|Tn|Ir|Prof)\.?"
_TITLE = rf"(?:{_ADDRESSED}|{_SHORTENED})"
_NAME = r"[A-Z][A-Za-z'’]+(?:\s+(?:bin|binti|van|de|al)\s+[A-Z][a-z]+|\s+[A-Z](?:[a-z'’]+|\.))*"
_TITLED = re.compile(rf"(?<![\w.-]){_TITLE}\s+(?:(?:{_TITLE}|[Dd]rs)\.?\s+)*(?P<name>{_NAME})")
# Roads, schools and hospitals bear names, too: Jl. H. Mulyadi, RSUD dr. Sitanala, Dr. Soetomo Street.
_PLACE_BEFORE = re.compile(
    r"\b(?:jl|jln|jalan|gg|gang|rs|rsu|rsud|rsia|sakit|klinik|masjid|musala|mushola|stadion|bandara|universitas|museum|"
    r"makam|gor|taman|kampung|kp|jembatan|sd|smp|sma|smk|pasar|terminal|perumahan)\.?\s+"
    r"(?:(?:k\.?\s?h|hj?|drs?|ir|prof|r|raden)\b\.?\s*)*$",
    re.IGNORECASE,
)
_PLACE_WITHIN = re.compile(r"\b(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Hospital|Park|School|University)\b")
_INTRODUCED = re.compile(
    r"\b(?:a\.\s?n\.?|an\.|a/n|atas\s+nama|nama\s+(?:saya|aku|lengkap(?:\s+saya)?|ibu|bapak|istri|suami|anak|korban|pelapor)|"
    r"bernama|my\s+name(?:'s|\s+is)|nama(?:nya)?\s?:|(?:saya|aku|perkenalkan),?\s+nama|hormat\s+saya,?)"
    r"\s*(?:adalah|yaitu)?\s*:?,?\s*"
    r"(?P<name>[^\W\d_]['’\w]+(?:\s+(?:[A-Z][\w'’.]*|[a-z]{3,}))?)",
    re.IGNORECASE,
)
# Letters end with it; a small letter after it goes on with a sentence.
_CLOSING = re.compile(rf"\b(?:[Ss]alam|SALAM)(?:,|:|\s-)\s*(?P<name>{_NAME})")
_OF_OFFICE = re.compile(
    r"\b(?:[Kk]etua|[Ww]akil|[Ss]ekretaris|[Bb]endahara|[Pp]engurus)\s+(?:RT|RW|rt|rw|DKM|[Kk]arang\s+[Tt]aruna)\b"
    r"(?:[\s.:]*\d{1,3})?(?:\s?/\s?\d{1,3}|\s+(?:RW|rw)[\s.]*\d{1,3})?,?\s*"
    rf"(?:(?:yaitu|bernama|namanya|[Bb]apak|[Pp]ak|[Ii]bu|[Bb]u|H\.)\s+)*(?P<name>{_NAME})"
)
_LOWER = re.compile(
    r"(?<![\w-])(?:pak|bpk|bapak|ibu|bu|mas|mbak|bang|kang|teh|sdri?|ustadz?|haji|h\.|hj\.)\s+(?P<name>[a-z]+(?:\s[a-z]+)?)",
    re.IGNORECASE,
)


# One of these stands before every name that is found.
_TITLES = frozenset(
    "bapak bpk pak ibu bu mas mbak mbah bang kang teh ustad ustadz ustaz ustadzah haji h hj saudara saudari sdr sdri "
    "tuan nyonya mr mrs ms miss dr drg ny tn ir prof".split()
)
_INTRODUCTIONS = frozenset("n an nama bernama namanya name hormat salam".split())
_OFFICES = frozenset("ketua wakil sekretaris bendahara pengurus".split())


def names(text: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each private person's name, as far as the words around tell.

    Args:
        words: of the text, in small letters.
    """
    for pattern, signs in ((_TITLED, _TITLES), (_OF_OFFICE, _OFFICES), (_CLOSING, {"salam"})):
        for match in () if signs.isdisjoint(words) else pattern.finditer(text):
            if _PLACE_BEFORE.search(text, max(0, match.start() - 40), match.start()):
                continue
            if _PLACE_WITHIN.search(match[0]):
                continue
            yield from _as_name(text, *match.span("name"))
    for match in () if _INTRODUCTIONS.isdisjoint(words) else _INTRODUCED.finditer(text):
        yield from _as_name(text, *match.span("name"), in_capitals=False)
    for match in () if _TITLES.isdisjoint(words) or _LISTS["given"].isdisjoint(words) else _LOWER.finditer(text):
        called = match["name"].lower().split()
        if called[0] in _LISTS["given"] and not _PLACE_BEFORE.search(text, max(0, match.start() - 40), match.start()):
            start = match.start("name")
            kept = called[: 2 if len(called) > 1 and called[1] in _LISTS["given"] else 1]
            yield start, start + len(match["name"][: len(" ".join(kept))])


def _as_name(text: str, start: int, stop: int, in_capitals: bool = True) -> Iterator[tuple[int, int]]:
    """The words up to the first that is none of a name."""
    end = start
    for word in re.finditer(r"\S+", text[start:stop]):
        bare = word[0].strip(".,;:!?'’").lower()
        if bare in _LISTS["no_name"] or (
            end > start and not in_capitals and word[0].islower() and bare not in _LISTS["given"]
        ):
            break
        end = start + word.end()
    if end > start:
        yield start, end
