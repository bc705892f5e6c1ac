"""Password hashes, and which passwords are refused."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from civic.config import settings
from civic.errors import Invalid

MIN_LENGTH, MAX_LENGTH = 10, 200
_COMMON = set(
    """
    1234567890 12345678910 0123456789 0987654321 1111111111 0000000000 password123 password1234
    passwordku katasandi123 katasandiku rahasia123 rahasia1234 indonesia1 indonesia123 indonesia45
    tangerang1 tangerang123 sayangku123 bismillah1 bismillah123 alhamdulillah qwertyuiop qwerty12345
    qwerty123456 iloveyou123 sayangkamu akusayangkamu administrator welcome123 letmein123 abcdefghij
    abcd123456 asdfghjkl1 1q2w3e4r5t jakarta123
    """.split()
)


def check_password(password: str, field: str = "password") -> None:
    """Raise Invalid for a password that is too short, too long or among the common ones."""
    if len(password) < MIN_LENGTH:
        raise Invalid(
            field,
            _("Use at least %(num)s characters; three or four words are easy to remember.", num=MIN_LENGTH),
        )
    if len(password) > MAX_LENGTH:
        raise Invalid(field, _("Use at most %(num)s characters.", num=MAX_LENGTH))
    if password.lower() in _COMMON or len(set(password)) < 4:
        raise Invalid(field, _("This password is easy to guess; choose another."))


def hash_password(password: str) -> str:
    """argon2id with the library's current parameters."""
    return _hasher().hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; takes as long when there is nothing stored to compare with."""
    try:
        return _hasher().verify(stored or _nobodys_hash(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


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
