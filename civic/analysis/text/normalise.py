"""From characters to words: what is no word goes, and colloquial spellings become formal ones."""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from typing import NamedTuple

from civic.analysis.text.lexicon import lexicon
from civic.analysis.text.privacy import mask
from civic.analysis.text.unwrapped import unwrapped

MAX_CHARACTERS = 20_000
LONGEST_WORD = 40  # characters; what is longer is no word of either language
_DOUBLE_IN_ENGLISH = "eflos"
_MOST_RUNS = 3  # of repeated letters that are tried as double and as single
# Zero-width and directional characters, the soft hyphen and variation selectors, none of which is seen.
_UNSEEN = {
    code: None
    for first, last in [(0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F)]
    for code in range(first, last + 1)
} | {0xFEFF: None}
_ALIKE = {ord(quote): "'" for quote in "’‘ʼ´`＇"} | {ord(dash): "-" for dash in "‐‑"}
_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s]+")
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63})*\.(?:com|id|net|org)\b(?:/\S*)?")
_LINK_SIGNS = ("http", "www.", ".com", ".id", ".net", ".org")
_MENTION = re.compile(r"@\w+")
_HASHTAG = re.compile(r"#(\w+)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=[A-Z])(?=[A-Z][a-z])|_")
_AGAIN = re.compile(r"([^\W\d_]{2,})2([^\W\d_]*)")
_LETTERS = re.compile(r"[^\W\d_]*")
_RUN = re.compile(r"(([^\W\d_])\2+)")
_LONG_RUN = re.compile(r"(([^\W\d_])\2{2,})")


class Form(NamedTuple):
    """A word as people read it, and the word within that is stemmed: (jalan-jalan, jalan)."""

    shown: str
    base: str


def tokens(text: str) -> list[str]:
    """Lower-case words and runs of punctuation of a comment, in order; personal numbers are masked before.

    Links and mentions become punctuation, a hashtag its words, a run of Chinese or Japanese signs its pairs.
    Longer texts are cut at `MAX_CHARACTERS`.
    """
    text = mask(unwrapped(text[:MAX_CHARACTERS]))
    if not text.isascii():
        # One character may stand for eighteen (U+FDFA), so it is cut again.
        text = unicodedata.normalize("NFKC", text.translate(_ALIKE).translate(_UNSEEN))[:MAX_CHARACTERS]
        text = text.translate(_ALIKE)
    if any(sign in text for sign in _LINK_SIGNS):
        text = _LINK.sub(" , ", text)
    if "@" in text:
        text = _MENTION.sub(" , ", text)
    if "#" in text:
        text = _HASHTAG.sub(lambda tag: f" {_HUMP.sub(' ', tag[1])} ", text)
    found = _TOKEN.findall(text.lower())
    return found if text.isascii() else [word for token in found for word in _pairs(token)]


def _pairs(token: str) -> list[str]:
    """Languages that put no spaces between words: two signs in a row stand for one."""
    if not UNSPACED.fullmatch(token):
        return [token]
    return [token[place : place + 2] for place in range(max(1, len(token) - 1))]


def forms(token: str, language: str) -> list[Form]:
    """The words that a token of letters stands for: yg -> yang, jalan2 -> jalan-jalan, dijalan -> di jalan.

    Args:
        language: "id" or "en".

    Returns:
        Nothing for numbers.
    """
    return _indonesian(token) if language == "id" else _english(token)


def _english(word: str) -> list[Form]:
    word = _squeeze(_without_digits(word), "en")
    if not word:
        return []
    if word not in lexicon().negations["en"]:
        word = word.removesuffix("'s")
    return [Form(part, part) for part in word.split("-") if part]


def _indonesian(word: str) -> list[Form]:
    formal = lexicon().formal
    if word in formal:
        return [_form(part) for part in formal[word]]
    again = _AGAIN.fullmatch(word)
    if again:
        said = _said_again(again[1])
        if said:
            return [_form(f"{said}-{said}{again[2]}")]
    word = _squeeze(_without_digits(word), "id")
    if word in formal:
        return [_form(part) for part in formal[word]]
    if "-" in word:
        form = _form(word)
        return [form] if form.base != word else [Form(part, part) for part in word.split("-")]
    if word.startswith(("di", "ke")) and _is_place(word):
        return [Form(word[:2], word[:2]), Form(word[2:], word[2:])]
    return [Form(word, word)] if word else []


def _said_again(word: str) -> str:
    """The word that a 2 repeats, "" where it counts: jln -> jalan, but rt, km, gg."""
    words = lexicon()
    formal = words.formal.get(word, (word,))
    if word in words.counted or len(formal) > 1 or formal[0] in words.counted:
        return ""
    return formal[0] if len(formal[0]) > 2 else ""


def _is_place(word: str) -> bool:
    words = lexicon()
    place = word[2:]
    return word not in words.never_split and (place in words.places or place.removesuffix("nya") in words.places)


def _form(word: str) -> Form:
    """Reduplication stands for one word: anak-anaknya -> anaknya, berlubang-lubang -> berlubang."""
    first, _, second = word.partition("-")
    if second and second.startswith(first):
        return Form(word, second)
    if second and first.endswith(second):
        return Form(word, first)
    return Form(word, word)


def _without_digits(word: str) -> str:
    """The letters before the first digit where they are a word: covid19 -> covid, but 5km and g20 are none."""
    if word.isalpha() or not any(character.isdigit() for character in word):
        return word
    found = _LETTERS.match(word)
    letters = found[0] if found else ""
    return letters if len(letters) > 2 or letters in lexicon().short else ""


def _squeeze(word: str, language: str) -> str:
    """The word without letters that were repeated for their sound: bangeeet -> banget, goood -> good, but maaf."""
    known = lexicon().known[language]
    if word in known or not _RUN.search(word):
        return word
    if not _LONG_RUN.search(word):
        # "bangeet": two letters are normal, so only a known word is put in their place.
        single = _RUN.sub(r"\2", word)
        return single if language == "id" and single in known else word
    # Double or single, whichever makes a known word; else single, but for letters that English likes double: streeet.
    parts = _LONG_RUN.split(word)
    runs = len(parts) // 3
    choices = product((2, 1), repeat=runs) if runs <= _MOST_RUNS else ()
    liked = _DOUBLE_IN_ENGLISH if language == "en" else ""
    single = _LONG_RUN.sub(lambda run: run[2] * (2 if run[2] in liked else 1), word)
    candidates = (_joined(parts, lengths) for lengths in choices)
    return next((word for word in candidates if word in known), single)


def _joined(parts: list[str], lengths: tuple[int, ...]) -> str:
    """Parts are what `split` gives: text, run, letter, text, run, letter, ..., text."""
    letters = [letter * length for letter, length in zip(parts[2::3], lengths, strict=True)]
    return "".join(text + letter for text, letter in zip(parts[::3], [*letters, ""], strict=True))
