"""Files of the look: kept in memory, compressed once, and never asked for again: their address names their content."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath

from flask import Response, abort, request, url_for

from civic.web import compression

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent."""

    body: bytes
    media_type: str
    digest: str
    encoded: dict[str, bytes] = field(default_factory=dict)

    def fill(self, response: Response) -> None:
        """Put the body into an answer, compressed as the asker takes it."""
        encoding = compression.wanted(request) if self.media_type in compression.TYPES else ""
        if encoding and encoding not in self.encoded:
            self.encoded[encoding] = compression.encode(self.body, encoding, quality=9)
        response.set_data(self.encoded.get(encoding, self.body))
        if encoding:
            response.headers["Content-Encoding"] = encoding


def asset(path: str) -> str:
    """Address of a static file; it changes with the content."""
    return url_for("web.static", filename=path, v=_file(path).digest)


def send(filename: str) -> Response:
    """A file of the look, or 304."""
    path = PurePosixPath(filename)
    if path.is_absolute() or ".." in path.parts or not (FOLDER / path).is_file():
        abort(404)
    file = _file(filename)
    if request.if_none_match.contains_weak(file.digest):
        response = Response(status=304, mimetype=file.media_type)
    else:
        response = Response(mimetype=file.media_type)
        file.fill(response)
    response.set_etag(file.digest, weak=True)
    # Asked for by another digest (an older page, a newer process), it is answered, but not kept under that name.
    response.headers["Cache-Control"] = FOR_EVER if request.args.get("v") == file.digest else "public, no-cache"
    return response


def _file(path: str) -> StaticFile:
    return _read(path, (FOLDER / path).stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read(path: str, _changed_ns: int) -> StaticFile:
    body = (FOLDER / path).read_bytes()
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return StaticFile(body, media_type, hashlib.sha256(body).hexdigest()[:12])
