"""What a text holds that its author may regret or a moderator should see, found before it is published."""

from __future__ import annotations

import re
from enum import StrEnum

from civic.core.settings.values import get

_NUMBERS = (
    # 3671010101900001, also in groups
    re.compile(r"(?<![\d.,])\d(?:[ .-]?\d){15}(?![\d])"),
    # 0812-3456-7890, +62 812 3456 7890, (021) 5512345
    re.compile(r"(?<![\d.,])\(?(?:\+?62\)?[ .-]{0,2}|0)8[1-9](?:[ .()-]{0,3}\d){6,11}(?!\d)"),
    re.compile(r"(?<![\d.,])\(?0[2-9]\d{1,2}\)?[ .-]{0,2}\d{3,4}[ .-]?\d{3,4}(?!\d)"),
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")


class Concern(StrEnum):
    """Why a text is looked at."""

    NUMBER = "number"  # a telephone or identity number
    MAIL = "mail"
    WORDS = "words"  # of the city's list


def personal(text: str) -> list[Concern]:
    """The sorts of personal data that the text would tell everybody."""
    found = []
    if any(pattern.search(text) for pattern in _NUMBERS):
        found.append(Concern.NUMBER)
    if _MAIL.search(text):
        found.append(Concern.MAIL)
    return found


def has_listed_word(text: str) -> bool:
    """Whether a word or phrase of the city's list occurs in the text, as a whole and whatever its case."""
    listed = [word.casefold() for word in get("moderation_words")]
    if not listed:
        return False
    pattern = "|".join(re.escape(" ".join(word.split())) for word in listed)
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", " ".join(text.casefold().split())) is not None
