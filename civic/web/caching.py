"""Answering "you have it already": ETags on the version of what a page shows, not on its bytes."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

from flask import Response, make_response, request
from markupsafe import Markup

from civic import __version__


def conditional(parts: tuple[object, ...], render: Callable[[], str | Response]) -> Response:
    """The rendered page with an ETag made of `parts`, or 304 before anything is rendered.

    `parts` must name everything the page depends on: versions of rows, cursor, locale, the viewer.
    """
    etag = hashlib.sha256(repr((__version__, *parts)).encode()).hexdigest()[:32]
    known = request.if_none_match.contains_weak(etag)
    response = Response(status=304) if known else make_response(render())
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


_FRAGMENTS_KEPT = 256
_fragments: OrderedDict[tuple[object, ...], Markup] = OrderedDict()
_lock = threading.Lock()


def fragment(key: tuple[object, ...], draw: Callable[[], Markup]) -> Markup:
    """A piece of a page that many read the same, kept in this process while its key is among the latest.

    `key` must name everything the piece depends on, and above all the version of the rows it shows.
    """
    with _lock:
        if key in _fragments:
            _fragments.move_to_end(key)
            return _fragments[key]
    drawn = draw()
    with _lock:
        _fragments[key] = drawn
        while len(_fragments) > _FRAGMENTS_KEPT:
            _fragments.popitem(last=False)
    return drawn
