"""Copies of public pages, and the ETag of each: what a page shows decides both.

The ETag is the hash of the page as it was drawn, so it cannot be wrong about anything on it. To answer without drawing,
a process keeps a copy and the version of every table that was read for it; when one of them has moved (by anybody's
commit: a new name, another title, a changed setting), the page is drawn again. Nothing is named by hand, so nothing can
be forgotten. Time shows on pages too, so a copy is good for some seconds only.

Only who has no session gets a copy, and only of a page that opened none: no copy holds anything of a person's own.
Others are drawn a page of their own; what all of them see alike on it is kept in the same way (`while_unchanged`).
"""

from __future__ import annotations

import functools
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, ParamSpec, TypeVar

from flask import Response, current_app, g, make_response, request, session
from flask_babel import get_locale

from civic.core.db import versions
from civic.extensions import db
from civic.web import compression

P = ParamSpec("P")
K = TypeVar("K")
T = TypeVar("T")
GOOD_FOR_S = 5
KEPT_BYTES = 32_000_000
LARGEST_BYTES = 2_000_000
KEPT_HEADERS = ("Content-Disposition", "Content-Language", "Link")


@dataclass(frozen=True)
class Copy:
    """A page as it was drawn, and what it was drawn from."""

    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...]
    etag: str
    tables: dict[str, int]
    slot: int
    encoded: dict[str, bytes] = field(default_factory=dict)

    def is_good(self, now: versions.Versions, slot: int) -> bool:
        return self.slot == slot and _is_unchanged(self.tables, now)

    def answer(self) -> Response:
        """The copy, compressed as the asker takes it; or 304 for who has it already."""
        if request.if_none_match.contains_weak(self.etag):
            response = Response(status=304, content_type=self.content_type)
        else:
            response = Response(content_type=self.content_type)
            response.headers.extend(self.headers)
            self._fill(response)
        response.set_etag(self.etag, weak=True)
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.update(("Cookie", "Accept-Encoding"))
        return response

    def _fill(self, response: Response) -> None:
        encoding = compression.wanted(request)
        if not encoding or response.mimetype not in compression.TYPES or len(self.body) < compression.LEAST_BYTES:
            response.set_data(self.body)
            return
        if encoding not in self.encoded:
            self.encoded[encoding] = compression.encode(self.body, encoding, quality=8)
        response.set_data(self.encoded[encoding])
        response.headers["Content-Encoding"] = encoding


class Kept(Generic[T]):
    """What one process keeps, of at most so many bytes; the longest unused is forgotten first."""

    def __init__(self, most: int) -> None:
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._bytes, self._most = 0, most
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def keep(self, key: Hashable, value: T, size: int) -> None:
        with self._lock:
            if (old := self._kept.pop(key, None)) is not None:
                self._bytes -= old[1]
            self._kept[key] = value, size
            self._bytes += size
            while self._bytes > self._most:
                self._bytes -= self._kept.popitem(last=False)[1][1]


def shared(view: Callable[P, Any]) -> Callable[P, Response]:
    """Make a view's page one that everybody without a session gets from a copy while it is good."""

    @functools.wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        if request.method not in ("GET", "HEAD"):
            return make_response(view(*args, **kwargs))
        now = versions.current()
        if session:
            if not db.session().in_transaction():  # else what is read may be older than these versions
                g.versions_before = now
            return make_response(view(*args, **kwargs))
        copies: Kept[Copy] = current_app.extensions.setdefault("civic_copies", Kept(KEPT_BYTES))
        key, slot = _key(), int(time.time() / GOOD_FOR_S)
        copy = copies.get(key)
        if copy is None or not copy.is_good(now, slot):
            response, tables = _watched(lambda: make_response(view(*args, **kwargs)), now)
            if not _may_be_shared(response):
                return response
            copy = _copy_of(response, tables, slot, copy)
            copies.keep(key, copy, len(copy.body))
        return copy.answer()

    return answer


def while_unchanged(key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
    """What `make` gave for this key, as long as no table has changed that it read; for the pages of who has a session.

    Only within a view that is `shared`. The key names all that the result depends on besides the tables; the result is
    given to others too, so it holds nothing of one person's own and nobody changes it.

    Args:
        size: about how many bytes the result takes.
    """
    now: versions.Versions | None = g.get("versions_before")
    if now is None:
        return make()
    parts: Kept[tuple[T, dict[str, int]]] = current_app.extensions.setdefault("civic_parts", Kept(KEPT_BYTES))
    kept = parts.get(key)
    if kept is None or not _is_unchanged(kept[1], now):
        kept = _watched(make, now)
        parts.keep(key, kept, size(kept[0]))
    return kept[0]


def each_while_unchanged(
    keys: Mapping[K, Hashable],
    make: Callable[[Collection[K]], Mapping[K, T]],
    size: Callable[[T], int],
    told: Collection[str] = (),
) -> dict[K, T]:
    """As `while_unchanged`, of several things: those that are not kept are made together.

    Args:
        told: tables of which each key tells all that matters; a change of these alone leaves what is kept.
    """
    now: versions.Versions | None = g.get("versions_before")
    if now is None:
        return dict(make(keys))
    parts: Kept[tuple[T, dict[str, int]]] = current_app.extensions.setdefault("civic_parts", Kept(KEPT_BYTES))
    found = {name: part for name, key in keys.items() if (part := parts.get(key)) and _is_unchanged(part[1], now)}
    for _kept, tables in found.values():
        versions.also_read(tables)
    if missing := [name for name in keys if name not in found]:
        made, tables = _watched(lambda: make(missing), now)
        tables = {name: version for name, version in tables.items() if name not in told}
        for name, value in made.items():
            found[name] = value, tables
            parts.keep(keys[name], found[name], size(value))
    return {name: found[name][0] for name in keys if name in found}


def _watched(make: Callable[[], T], now: versions.Versions) -> tuple[T, dict[str, int]]:
    """What it gives, and the version (as before) of every table that was read for it."""
    from civic.core.settings.values import forget  # its module's pages stand on this one

    forget()  # so that the settings are read anew, and are seen to be
    with versions.tables_read() as tables:
        made = make()
    return made, {name: now.get(name, 0) for name in (*tables, versions.UNTRACKED)}


def _is_unchanged(tables: dict[str, int], now: versions.Versions) -> bool:
    return all(now.get(name, 0) == version for name, version in tables.items())


def _key() -> tuple[Any, ...]:
    """All of a request that a page may depend on: where it goes, and the choices its visitor keeps in cookies."""
    choices = tuple(sorted((name, value) for name, value in request.cookies.items() if "civic_" in name))
    return request.url, choices, str(get_locale()), "HX-Request" in request.headers


def _may_be_shared(response: Response) -> bool:
    return (
        response.status_code == 200
        and not session.modified  # a token of a form, a message: for this visitor alone
        and not response.direct_passthrough
        and not response.is_streamed
        and "Set-Cookie" not in response.headers
        and (response.content_length or 0) <= LARGEST_BYTES
    )


def _copy_of(response: Response, tables: dict[str, int], slot: int, old: Copy | None) -> Copy:
    body = response.get_data()
    headers = tuple((name, response.headers[name]) for name in KEPT_HEADERS if name in response.headers)
    etag = hashlib.sha256(repr((response.content_type, headers)).encode() + body).hexdigest()[:32]
    encoded = old.encoded if old is not None and old.etag == etag else {}
    return Copy(body, response.content_type or "", headers, etag, tables, slot, encoded)
