"""From what residents write to words that can be counted: Indonesian, English, or both in one comment."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import Stemmer
import stopwordsiso

from civic.analysis.privacy import MASK, mask

MAX_CHARACTERS = 20_000
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*2?", re.UNICODE)
_LINK = re.compile(r"https?://\S+|www\.\S+|[@#]\w+")
_LONG = re.compile(r"(.)\1{2,}")
_NEGATIONS = {
    "tidak",
    "bukan",
    "belum",
    "jangan",
    "tanpa",
    "kurang",
    "not",
    "no",
    "never",
    "without",
    "don't",
    "can't",
}
# Words that every comment of a consultation may hold and no theme is about.
_FILLERS = {
    "en": "would could should need needs needed want like also get make lot good great better really think please "
    "people thing things way use one much many sure just more less new able around",
    "id": "tolong mohon harap semoga min pak bu bang kak sih deh dong kok nih tuh lah aja saja banget sangat perlu "
    "harus jadi biar supaya agar tetap terima kasih salam selamat pagi siang malam assalamualaikum orang warga",
}


@dataclass(frozen=True)
class Words:
    """The words of one comment: stems in order, stop words as None so that phrases do not reach across them."""

    language: str
    stems: tuple[str | None, ...]
    surfaces: tuple[str, ...]


def read(text: str) -> Words:
    """Clean, normalise, tell the language, and stem one comment."""
    words = _tokens(text)
    language = _language(words)
    if language != "en":
        words = [part for word in words for part in _formal(word)]
    stop = _stop_words(language)
    stemmer = _stemmer("english" if language == "en" else "indonesian")
    stems: list[str | None] = []
    surfaces: list[str] = []
    negated = ""
    for word in words:
        if word in _NEGATIONS:
            negated = word
            stems.append(None)
            surfaces.append(word)
            continue
        if word in stop or len(word) < 3:
            stems.append(None)
            surfaces.append(word)
        else:
            stem = stemmer.stemWord(word)
            # "tidak aman" is another word than "aman".
            stems.append(f"{negated} {stem}" if negated else stem)
            surfaces.append(f"{negated} {word}" if negated else word)
            negated = ""
    return Words(language, tuple(stems), tuple(surfaces))


def _tokens(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", mask(text[:MAX_CHARACTERS])).replace(MASK, " . ").lower()
    text = _LONG.sub(r"\1", _LINK.sub(" ", text)).replace("’", "'")
    return _WORD.findall(text)


def _language(words: Iterable[str]) -> str:
    """id, en or "" by the stop words of each, which short comments hold before anything else."""
    counts: Counter[str] = Counter()
    for word in words:
        for language in ("id", "en"):
            counts[language] += word in _function_words(language)
    if counts["id"] == counts["en"]:
        return ""
    return "id" if counts["id"] > counts["en"] else "en"


def _formal(word: str) -> list[str]:
    """The formal words behind a colloquial one: yg -> yang, jalan2 -> jalan, dijalan -> di jalan."""
    if word.endswith("2"):
        word = word[:-1]
    lexicon = _lexicon()
    if word in lexicon:
        return lexicon[word].split()
    first, _hyphen, second = word.partition("-")
    if second and (first == second or second.startswith(first)):
        return [first]  # reduplication: jalan-jalan
    if word.startswith(("di", "ke")) and word[2:] in _places():
        return [word[:2], word[2:]]
    return [word]


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, str]:
    """Colloquial -> formal. The project's own list wins; words of the dictionary stay what they are."""
    slang = {r["slang"]: r["formal"] for r in _rows("slang_id.csv") if r["is_dictionary_word"] == "0"}
    own = {r["variant"]: r["formal"] for r in _rows("civic_terms_id.csv") if r["class"] != "ambigu"}
    return {key: value.lower() for key, value in {**slang, **own}.items() if " " not in key}


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """Words that are glued to di- and ke- though they are places, not verbs."""
    return frozenset(
        """
        jalan rumah sini situ sana depan belakang atas bawah dalam luar samping pinggir sekolah pasar
        taman kota kampung gang trotoar halte kantor kelurahan kecamatan puskesmas tangerang jakarta
        """.split()
    )


@lru_cache(maxsize=4)
def _stop_words(language: str) -> frozenset[str]:
    if language == "en":
        return frozenset(stopwordsiso.stopwords("en")) | frozenset(_FILLERS["en"].split())
    words = files("civic.analysis").joinpath("data/stopwords_id.txt").read_text(encoding="utf-8").split()
    both = frozenset(words) | frozenset(_FILLERS["id"].split())
    return both | _stop_words("en") if language == "" else both


@lru_cache(maxsize=2)
def _function_words(language: str) -> frozenset[str]:
    """Stop words of one language that are none of the other's, with their chat forms."""
    own = frozenset(stopwordsiso.stopwords("en")) if language == "en" else _stop_words("id")
    other = _stop_words("id") if language == "en" else frozenset(stopwordsiso.stopwords("en"))
    chat = (
        frozenset() if language == "en" else frozenset(k for k, v in _lexicon().items() if v in own and k not in other)
    )
    return (own - other) | chat


@lru_cache(maxsize=2)
def _stemmer(name: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(name)


def _rows(name: str) -> list[dict[str, str]]:
    text = files("civic.analysis").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
