"""Files that people take away: written in pieces, kept while they are wanted, sent without holding a thread.

A download is written to a file first. So a table of a million rows never stands in memory, a slow reader keeps
no thread busy (the server sends files by itself, with their length and in ranges), and the next reader of the
same version gets the kept file.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast
from weakref import WeakValueDictionary

from flask import Response, request
from werkzeug.datastructures import ContentRange
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from civic import __version__
from civic.config import settings

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KEPT_BYTES = 1_000_000_000
CHUNK_BYTES = 1 << 16
IN_MEMORY_BYTES = 1_000_000  # smaller ones are sent as bytes, so that they can be compressed

# Where a spreadsheet may see a cell begin, whatever separates cells in its country, and what it then calculates.
FORMULA = r"(^\s*|[;\t\r\n]\s*)([=+\-@＝＋－＠])"
NUMBER = r"[-+]?[0-9 .,]*"

_locks: WeakValueDictionary[Path, threading.Lock] = WeakValueDictionary()
_locks_guard = threading.Lock()


def attachment(filename: str, kind: str, key: tuple[object, ...], write: Callable[[Path], object]) -> Response:
    """A download called `filename` (plain ASCII), or 304 before it is made.

    `write` writes the whole file to the path it is given, in pieces. `key` names what the file shows (the hash of
    the stored table, the comments left out): the same key is the same file.
    """
    digest = hashlib.sha256(repr((__version__, kind, *key)).encode()).hexdigest()[:32]
    if request.if_none_match.contains_weak(digest):
        response = Response(status=304)
        response.set_etag(digest)
    else:
        response = _send(_kept(f"{digest}.{kind}", write), filename, kind, digest)
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """CSV that spreadsheets open, a line at a time: with a byte order mark, and no cell that they would calculate."""
    yield b"\xef\xbb\xbf"
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\n").writerow([disarmed(cell) for cell in row])
        yield line.getvalue().encode()


def disarmed(cell: str) -> str:
    """A text that no spreadsheet takes for a formula; what is written as a number is none."""
    return cell if re.fullmatch(NUMBER, cell) else re.sub(FORMULA, r"\1'\2", cell)


def stored_file(path: Path, media_type: str, filename: str, digest: str) -> Response:
    """A file sent by the server itself, whole or the range that was asked for, or 304.

    Flask's own ranges are cut out in Python, chunk by chunk: a slow reader of a large one would hold a thread.
    """
    if request.if_none_match.contains_weak(digest):
        response = Response(status=304)
        response.set_etag(digest)
        return response
    size_bytes = path.stat().st_size
    ranges = request.range
    if ranges and (ranges.units != "bytes" or request.if_range.etag not in (None, digest)):
        ranges = None
    part = ranges.range_for_length(size_bytes) if ranges else None
    if ranges and not part and len(ranges.ranges) == 1:
        raise RequestedRangeNotSatisfiable(length=size_bytes)
    start, stop = part or (0, size_bytes)
    response = Response(_server_sent(path, start, stop), content_type=media_type, direct_passthrough=True)
    if part:
        response.status_code = 206
        response.content_range = ContentRange("bytes", start, stop, size_bytes)
    response.content_length = stop - start
    response.accept_ranges = "bytes"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.set_etag(digest)
    return response


def _server_sent(path: Path, start: int, stop: int) -> Iterable[bytes]:
    """The bytes between two places: handed to a server that sends files, which stops at Content-Length."""
    file = path.open("rb")
    file.seek(start)
    if wrapper := request.environ.get("wsgi.file_wrapper"):
        return cast(Iterable[bytes], wrapper(file, CHUNK_BYTES))
    return _pieces(file, stop - start)


def _pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    with file:
        while left and (piece := file.read(min(left, CHUNK_BYTES))):
            left -= len(piece)
            yield piece


def _send(path: Path, filename: str, kind: str, digest: str) -> Response:
    if path.stat().st_size > IN_MEMORY_BYTES:
        return stored_file(path, MEDIA_TYPES[kind], filename, digest)
    response = Response(path.read_bytes(), content_type=MEDIA_TYPES[kind])
    response.headers["Content-Disposition"] = f"attachment; filename={filename}"
    response.set_etag(digest)
    return response


def _kept(name: str, write: Callable[[Path], object]) -> Path:
    """The kept file of that name, written now unless it is there. Of several askers one writes."""
    folder = settings().home / "cache" / "downloads"
    path = folder / name
    with _lock_of(path):
        if path.is_file():
            os.utime(path)  # the longest unused ones go first
            return path
        folder.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=folder, suffix=f".{os.getpid()}")
        os.close(handle)
        try:
            write(Path(unfinished))
            Path(unfinished).replace(path)
        except BaseException as error:
            Path(unfinished).unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                _forget_beyond(folder, 0)
            raise
        _forget_beyond(folder, KEPT_BYTES)
    return path


def _lock_of(path: Path) -> threading.Lock:
    with _locks_guard:
        return _locks.setdefault(path, threading.Lock())


def _forget_beyond(folder: Path, limit_bytes: int) -> None:
    """Remove the longest unused files until the rest fits. What is being sent is sent to its end."""
    files = sorted(
        (path for path in folder.iterdir() if path.suffix[1:] in MEDIA_TYPES), key=lambda p: p.stat().st_mtime
    )
    total = sum(path.stat().st_size for path in files)
    for path in files[:-1] if limit_bytes else files:
        if total <= limit_bytes:
            return
        total -= path.stat().st_size
        path.unlink(missing_ok=True)
