"""Answers travel compressed: brotli where the browser takes it, else gzip.

BREACH: a stranger's page that makes a browser ask for pages with guesses in the address could read a secret off their
compressed lengths. Browsers say where a request comes from, so an answer with somebody's secrets that another site
asked for goes out as it is.
"""

from __future__ import annotations

import gzip

import brotli
from flask import Flask, Request, Response, request, session

LEAST_BYTES = 500  # below, the headers outweigh what is saved
TYPES = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/ld+json",
        "application/manifest+json",
        "application/problem+json",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
        "text/plain",
        "text/turtle",
        "text/xml",
    }
)


def init_app(app: Flask) -> None:
    app.after_request(compress)


def wanted(asked: Request) -> str:
    """The encoding in which the asker gets compressible answers: br, gzip or none (empty)."""
    accepted = asked.accept_encodings
    for name in ("br", "gzip"):
        if accepted.quality(name) > 0 and name in accepted:
            return name
    return ""


def encode(body: bytes, encoding: str, *, quality: int) -> bytes:
    """The compressed body; `quality` from 1 (fast) to 9."""
    if encoding == "br":
        # From 9 on, 11 is meant: for what is compressed once and sent often.
        return bytes(brotli.compress(body, quality=11 if quality >= 9 else quality))
    return gzip.compress(body, compresslevel=quality, mtime=0)


def compress(response: Response) -> Response:
    """Compress a whole answer that its view has not; files that the server sends by itself stay as they are."""
    if response.mimetype not in TYPES or response.status_code in (204, 206, 304):
        return response
    response.vary.add("Accept-Encoding")
    if response.direct_passthrough or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    encoding = wanted(request)
    if encoding and not may_leak(request) and (response.content_length or 0) >= LEAST_BYTES:
        apply(response, encode(response.get_data(), encoding, quality=4), encoding)
    return response


def apply(response: Response, body: bytes, encoding: str) -> None:
    """Give the answer a compressed body. Its ETag, if any, then names what it says and no longer its bytes."""
    response.set_data(body)
    response.headers["Content-Encoding"] = encoding
    etag, weak = response.get_etag()
    if etag and not weak:
        response.set_etag(etag, weak=True)


def may_leak(asked: Request) -> bool:
    """Whether another site asks for a page that may hold secrets of the person at the browser."""
    return asked.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site") and bool(session)
