"""Names that people show: to be seen, to be read, and not to be taken for the city's own."""

from __future__ import annotations

import re
import unicodedata

from flask_babel import gettext as _

from civic.core.settings.values import get
from civic.core.text import check_length, clean_line, is_blank, normalized
from civic.errors import Invalid

MAX_LENGTH = 80
# What looks like a Latin letter: the common ones of Cyrillic and Greek, digits and signs; each before its double.
_PAIRS = (
    "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ԛq ѡw ьb мm тt кk вb нh гr αa οo ρp νv ιi κk τt υu χx εe ηn βb ıi "
    "0o 1i 3e 4a 5s 7t 8b @a $s |i !i"
)
_LOOK_ALIKES = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
# Words by which an office or its staff is meant. Whole words, not parts: Adminah and Wali are people.
_OFFICIAL = re.compile(
    r"\b(admin|administrator|moderator|moderasi|operator|sistem|system|support|helpdesk|official|resmi|webmaster|root"
    r"|pemkot|pemkab|pemda|pemprov|pemerintah|wali ?kota|wakil wali ?kota|bupati|gubernur|sekda|diskominfo|kominfo"
    r"|dinas|badan pendapatan|bappeda|satpol|inspektorat|sekretariat daerah|city government|mayor)\b"
)


def clean_name(name: str, *, official: bool = False) -> str:
    """The name in one line; raises Invalid at `name`.

    Args:
        official: whether the person speaks for the city, and may have a name that says so.
    """
    check_length("name", name, 1_000, stated=MAX_LENGTH)
    name = clean_line(name)
    if is_blank(name):
        raise Invalid("name", _("Tell us the name to show beside your comments."))
    check_length("name", name, MAX_LENGTH)
    if not official and is_official(name):
        raise Invalid("name", _("This name looks like an office of the city. Choose your own name."))
    return name


def is_official(name: str) -> bool:
    """Whether a reader could take the name for the city's, also where it is written with look-alike letters."""
    plain = skeleton(name)
    words = plain.split()
    if all(len(word) == 1 for word in words):  # "A d m i n"
        plain = "".join(words)
    ours = [skeleton(text) for text in (get("city_name"), get("portal_name"))]
    return bool(_OFFICIAL.search(plain)) or any(
        f" {own} " in f" {plain} " if " " in own else plain == own for own in ours if own
    )


def skeleton(name: str) -> str:
    """The name as the eye takes it: NFKC, small letters, no accents, Latin for what looks Latin."""
    decomposed = unicodedata.normalize("NFKD", normalized(name, "NFKC").lower())
    letters = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf"))
    return " ".join(re.sub(r"[\W_]+", " ", letters.translate(_LOOK_ALIKES)).split())
