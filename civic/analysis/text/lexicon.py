"""What is known of words: spellings, stop words, negations and places, read once from `civic/analysis/text/data`."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import stopwordsiso

LANGUAGES = ("id", "en")
_LONGEST_FORMAL = 2  # words; what slang spells out in more is a joke or an explanation
# Rows of slang_id.csv that are words of the dictionary and yet mean the other word in comments.
_MEANT = frozenset("bentar cape liat napa nih tau".split())
_JOINING = frozenset("dan atas di untuk".split())
# English words of two letters that tell the language; the list from outside holds codes of countries, too.
_TWO_LETTERS = frozenset("am an as at be by do he if in is it my of on or so to up us we".split())


@dataclass(frozen=True)
class Lexicon:
    """Everything that reading looks up. All words are lower case.

    Attributes:
        formal: colloquial Indonesian -> the formal words.
        ambiguous: colloquial Indonesian that its neighbours must explain -> the formal word that it may stand for.
        stop: stop words of both languages, since residents mix them.
        negations: language -> negation -> how it is shown.
        carried, passed: stop words within a negation's reach, shown and not shown.
        known: language -> words by which repeated letters are judged.
        clues: language -> words that tell it from the other: function words and, for Indonesian, those of its topics.
        short: words of two letters that are words.
        places: words written in one with di- and ke-, but for `never_split`.
        abbreviations: shown in capitals, since their long forms are not what people wrote.
        counted: words behind which a 2 is a number.
        school_before, school_after, rich_before, joiners: neighbours that tell what ambiguous words stand for.
        linking, ending: small words that a phrase may have within, and may end on.
        things, things_last, doings, judgements, behind_judgements: neighbours that tell what sort of word stands beside
            them; those of `things_last` of one that no other word follows.
        kinds: what places and agencies are called by kind.
        rule: those of them that say nothing alone.
        agencies: short names of agencies.
        vague: words that name no theme alone.
    """

    formal: Mapping[str, tuple[str, ...]]
    ambiguous: Mapping[str, str]
    stop: frozenset[str]
    negations: Mapping[str, Mapping[str, str]]
    carried: frozenset[str]
    passed: frozenset[str]
    known: Mapping[str, frozenset[str]]
    clues: Mapping[str, frozenset[str]]
    short: frozenset[str]
    places: frozenset[str]
    never_split: frozenset[str]
    abbreviations: frozenset[str]
    counted: frozenset[str]
    school_before: frozenset[str]
    school_after: frozenset[str]
    rich_before: frozenset[str]
    joiners: frozenset[str]
    linking: frozenset[str]
    ending: frozenset[str]
    things: frozenset[str]
    things_last: frozenset[str]
    doings: frozenset[str]
    judgements: frozenset[str]
    behind_judgements: frozenset[str]
    kinds: frozenset[str]
    rule: frozenset[str]
    agencies: frozenset[str]
    vague: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon; the first call reads the files (about 20 ms)."""
    own = tomllib.loads(_file("words.toml"))
    civic = _rows("civic_terms_id.csv")
    ambiguous = {row["variant"]: row["formal"] for row in civic if row["class"] == "ambigu"}
    formal = _formal(civic, frozenset(ambiguous))
    english = frozenset(stopwordsiso.stopwords("en"))
    listed = {"id": frozenset(_file("stopwords_id.txt").split()), "en": english}
    stop_of = {
        language: (listed[language] | _set(own["fillers"][language])) - _set(own["content"][language])
        for language in LANGUAGES
    }
    chat = frozenset(key for key, words in formal.items() if stop_of["id"].issuperset(words))
    negations = _negations(own["negations"], formal)
    regional, short = _set(own["regional"]["words"]), _set(own["short"]["words"])
    stop = (stop_of["id"] | stop_of["en"] | chat | regional) - short - negations["id"].keys() - negations["en"].keys()
    shown = frozenset(word for words in formal.values() for word in words)
    indonesian = stop_of["id"] | chat | regional | negations["id"].keys()
    topics = frozenset(word for word in formal.keys() | shown if len(word) > 3) - _set(own["regional"]["english_too"])
    return Lexicon(
        formal=formal,
        ambiguous=ambiguous,
        stop=stop,
        negations=negations,
        carried=_set(own["scope"]["carried"]),
        passed=_set(own["scope"]["passed"]),
        known={
            "id": indonesian | listed["id"] | formal.keys() | shown | _set(own["doubled"]["words"]),
            "en": english | stop_of["en"],
        },
        clues={
            "id": (indonesian | topics) - english - stop_of["en"],
            "en": frozenset(w for w in english - indonesian - {"no"} if len(w) > 2 or w in _TWO_LETTERS),
        },
        short=short,
        places=_set(own["places"]["words"]),
        never_split=_set(own["places"]["never"]),
        abbreviations=frozenset(row["variant"] for row in civic if row["variant"] == _initials(row)),
        counted=_set(own["counted"]["words"]),
        linking=_set(own["linking"]["words"]),
        ending=_set(own["ending"]["words"]),
        vague=_set(own["vague"]["words"]),
        kinds=_set(own["kinds"]["places"]) | _set(own["kinds"]["rule"]),
        rule=_set(own["kinds"]["rule"]),
        agencies=frozenset(row["variant"] for row in civic if row["class"] == "instansi"),
        **{name: _set(words) for section in ("ambiguous", "beside") for name, words in own[section].items()},
    )


def _formal(civic: list[dict[str, str]], ambiguous: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Colloquial -> formal. The project's own list wins; words of the dictionary, jokes and insults stay out."""
    skipped = frozenset(_file("slang_id_skipped.txt").split())
    slang = {
        row["slang"]: row["formal"]
        for row in _rows("slang_id.csv")
        if row["slang"] not in skipped and (row["is_dictionary_word"] == "0" or row["slang"] in _MEANT)
    }
    short = {key: words for key, words in slang.items() if len(words.split()) <= _LONGEST_FORMAL}
    both = short | {row["variant"]: row["formal"] for row in civic if row["variant"] not in ambiguous}
    for row in civic:
        if _is_known_shorter(row):
            both.pop(row["variant"], None)
    # mantep -> mantap -> sangat baik: one look-up must do.
    return {
        key: tuple(both.get(words, words).lower().split())
        for key, words in both.items()
        if " " not in key and key not in ambiguous and key != words
    }


def _is_known_shorter(row: Mapping[str, str]) -> bool:
    """Whether people say the short form (PBB, Dishub, bansos) and would not know the long one for what they wrote."""
    is_agency = row["class"] == "instansi" and " " in row["formal"]
    return is_agency or row["variant"] == _initials(row) or _is_blend(row["variant"], row["formal"].lower().split())


def _is_blend(variant: str, words: list[str]) -> bool:
    """Whether it is made of the beginnings of two words: ban(tuan) + sos(ial), lo(wongan) + ker(ja)."""
    if len(words) != 2 or not variant.isalpha():
        return False
    first, second = words
    cuts = range(2, len(variant) - 1)
    return variant not in (first, second) and any(
        first.startswith(variant[:cut]) and second.startswith(variant[cut:]) and variant != first + second
        for cut in cuts
    )


def _initials(row: Mapping[str, str]) -> str:
    words = [word for word in row["formal"].lower().split() if word not in _JOINING]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _negations(
    own: Mapping[str, Mapping[str, str]], formal: Mapping[str, tuple[str, ...]]
) -> dict[str, dict[str, str]]:
    """Each language's negations; those of the other that are no words of this one are known as well."""
    indonesian = dict(own["id"])
    english = dict(own["en"])
    foreign = {key: shown for key, shown in english.items() if key not in formal}
    return {"id": foreign | indonesian, "en": indonesian | english}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _file(name: str) -> str:
    return files("civic.analysis.text").joinpath("data", name).read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(_file(name).splitlines()))
