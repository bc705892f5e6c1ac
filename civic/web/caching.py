"""Answering "you have it already": ETags on the version of what a page shows, not on its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Response, make_response, request

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
