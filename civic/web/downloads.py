"""Files that people take away: safe names, media types, ETags."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Response, request

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(filename: str, kind: str, parts: tuple[object, ...], make: Callable[[], bytes]) -> Response:
    """A download with an ETag made of `parts`, or 304 before it is made. `filename` is plain ASCII."""
    etag = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    response = Response(status=304)
    if not request.if_none_match.contains_weak(etag):
        response = Response(make(), content_type=MEDIA_TYPES[kind])
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    return response
