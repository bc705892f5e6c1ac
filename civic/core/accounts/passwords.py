"""Password hashes, and which passwords are refused."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from civic.config import settings
from civic.errors import Invalid

MIN_LENGTH, MAX_LENGTH = 10, 200
_JUDGED = 72  # characters that zxcvbn looks at: its time grows faster than the length
# Guessed first where people speak Indonesian; zxcvbn itself knows English words, names and keyboards.
_WORDS = """
    katasandi sandi rahasia passwordku sayang sayangku sayangkamu akusayangkamu cintaku cinta bismillah alhamdulillah
    assalamualaikum indonesia merdeka garuda pancasila jakarta bandung surabaya tangerang bekasi depok persib persija
    anakku mamaku bundaku keluarga administrator wargakota suarakota
    """.split()
_MIN_SCORE = 3  # of 4: more than a hundred million guesses


def check_password(password: str, *known: str, field: str = "password") -> None:
    """Raise Invalid for a password that is too short, too long or soon guessed.

    Args:
        known: what others know of the person, such as name and address: their passwords are tried first.
    """
    if len(password) < MIN_LENGTH:
        raise Invalid(
            field,
            _("Use at least %(num)s characters; three or four words are easy to remember.", num=MIN_LENGTH),
        )
    if len(password) > MAX_LENGTH:
        raise Invalid(field, _("Use at most %(num)s characters.", num=MAX_LENGTH))
    from zxcvbn import zxcvbn  # its word lists take 50 ms to load, so only where a password is chosen

    judged = password[:_JUDGED]
    about = []
    for text in (text[:320].lower().replace("@", " ") for text in known):
        about += [text, "".join(text.split()), *text.split()]
    if zxcvbn(judged, user_inputs=[*_WORDS, *about], max_length=_JUDGED)["score"] < _MIN_SCORE:
        raise Invalid(field, _("This password is easy to guess; choose another."))


def hash_password(password: str) -> str:
    """argon2id with the library's current parameters."""
    return _hasher().hash(_composed(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; takes as long when there is nothing stored to compare with."""
    try:
        return _hasher().verify(stored or _nobodys_hash(), _composed(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def _composed(password: str) -> str:
    """Keyboards differ in how they write a letter with its accent: as one sign or as two (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", password)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with older parameters."""
    return _hasher().check_needs_rehash(stored)


@lru_cache(maxsize=2)
def _make_hasher(testing: bool) -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if testing else PasswordHasher()


def _hasher() -> PasswordHasher:
    return _make_hasher(settings().testing)


@lru_cache(maxsize=2)
def _dummy(testing: bool) -> str:
    return _make_hasher(testing).hash("nobody has this password")


def _nobodys_hash() -> str:
    return _dummy(settings().testing)
