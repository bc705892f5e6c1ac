"""How large a request may be and how many one address may send: the one place for both.

Every request counts, also one for a page that is not there. What costs more than a page (signing in, sending codes,
posting) has narrower limits of its own in `core/throttle.py`.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
import time
import zlib
from fcntl import LOCK_EX, LOCK_UN, lockf
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from flask_babel import gettext as _
from limits import RateLimitItem, parse
from limits.errors import ConfigurationError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from civic.config import ConfigError
from civic.errors import TooMany

MAX_HEADER_BYTES = 32_768
MAX_FORM_BYTES = 1_000_000
MAX_FORM_PARTS = 500
UNCOUNTED = frozenset({"web.static", "health.healthz", "health.readyz"})


def init_app(app: Flask) -> None:
    """Count requests, unless tests do without.

    Raises:
        ConfigError: the counters cannot be reached.
    """
    config = app.config["CIVIC"]
    try:
        limit = parse(config.request_limit)
    except ValueError:
        message = f"CIVIC_REQUEST_LIMIT is {config.request_limit!r}; write 600/minute."
        raise ConfigError(message) from None
    app.extensions["civic_limit"] = (limit, FixedWindowRateLimiter(_storage(config.ratelimit_storage)))
    if not config.testing:
        app.before_request(count)


def count() -> None:
    """Raise TooMany when this address has used up its requests."""
    if request.endpoint in UNCOUNTED:
        return
    limit, limiter = current_app.extensions["civic_limit"]
    address = neighbourhood(request.remote_addr or "")
    if not limiter.hit(limit, address):
        g.is_counted_out = True
        message = _("Too many requests from your connection. Please wait a minute and try again.")
        raise TooMany(message, _until_next(limit))


def neighbourhood(address: str) -> str:
    """Who is counted together: one IPv4 address, or the IPv6 network that one household has."""
    if ":" not in address:
        return address
    try:
        return str(ip_network((ip_address(address.partition("%")[0]), 64), strict=False))
    except ValueError:
        return address


def _until_next(limit: RateLimitItem) -> int:
    return limit.get_expiry() - int(time.time()) % limit.get_expiry() or 1


def _storage(address: str) -> Storage:
    try:
        storage: Storage = storage_from_string(address)  # type: ignore[assignment]
        reached = storage.check()
    except (ConfigurationError, ImportError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"CIVIC_RATELIMIT_STORAGE {_named(address)} cannot be used: {reason}") from None
    except Exception:  # each storage has errors of its own
        reached = False
    if not reached:
        raise ConfigError(f"CIVIC_RATELIMIT_STORAGE {_named(address)} does not answer.")
    return storage


def _named(address: str) -> str:
    """The address without its password."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname or parts.path}"


class SharedFile(Storage):
    """Counters in a file that all web processes of a machine map into memory; `civic serve` makes it.

    Each address falls on one of many counters. Two that fall on the same are counted together: with a quarter of a
    million counters that is rare, and harmless.
    """

    STORAGE_SCHEME = ["file"]  # noqa: RUF012 - as its base class has it
    SLOTS = 1 << 18
    SLOT = struct.Struct("II")  # number of the window, requests in it

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._file = os.open(urlsplit(uri).path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, self.SLOTS * self.SLOT.size)
        self._counters = mmap.mmap(self._file, self.SLOTS * self.SLOT.size)
        self._lock = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        place, window = self._place(key), int(time.time()) // expiry & 0xFFFFFFFF
        with self._lock:  # lockf keeps processes apart, not threads
            lockf(self._file, LOCK_EX, self.SLOT.size, place)
            try:
                then, number = self.SLOT.unpack_from(self._counters, place)
                number = min(number + amount, 0xFFFFFFFF) if then == window else amount
                self.SLOT.pack_into(self._counters, place, window, number)
            finally:
                lockf(self._file, LOCK_UN, self.SLOT.size, place)
        return int(number)

    def get(self, key: str) -> int:
        return int(self.SLOT.unpack_from(self._counters, self._place(key))[1])

    def get_expiry(self, key: str) -> float:
        return time.time()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        self._counters[:] = bytes(len(self._counters))
        return None

    def clear(self, key: str) -> None:
        self.SLOT.pack_into(self._counters, self._place(key), 0, 0)

    def _place(self, key: str) -> int:
        return zlib.crc32(key.encode()) % self.SLOTS * self.SLOT.size
