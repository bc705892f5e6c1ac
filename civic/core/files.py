"""Files under CIVIC_HOME/files, named by their own SHA-256: the same bytes are kept once and never change."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from civic.config import settings
from civic.errors import NotFound

CHUNK_BYTES = 1 << 20
UNFINISHED, UNFINISHED_S = ".unfinished-", 24 * 3600


@dataclass(frozen=True)
class StoredFile:
    """A kept file: its key (SHA-256 in hex) and its size."""

    key: str
    size_bytes: int


def store(stream: BinaryIO) -> StoredFile:
    """Keep the stream's bytes; nothing is left behind when reading or writing fails."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    _forget_unfinished(folder)
    digest, size_bytes = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=UNFINISHED, delete=False) as file:
        try:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
                size_bytes += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            key = digest.hexdigest()
            target = folder / key[:2] / key
            target.parent.mkdir(exist_ok=True)
            Path(file.name).replace(target)
        finally:
            Path(file.name).unlink(missing_ok=True)
    return StoredFile(key, size_bytes)


def _forget_unfinished(folder: Path) -> None:
    """Remove what a process that was killed in the middle left behind."""
    for path in folder.glob(f"{UNFINISHED}*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > UNFINISHED_S:
                path.unlink()


def path_of(key: str) -> Path:
    """Where the bytes of a key lie; raises NotFound."""
    path = _folder() / key[:2] / key
    if len(key) != 64 or not key.isalnum() or not path.is_file():
        raise NotFound
    return path


def discard(key: str, before: datetime) -> bool:
    """Remove what nothing refers to any more; False for bytes that are gone, or were stored (again) after `before`.

    Whoever stores the same bytes at this moment keeps them: they are looked at where no key leads, and put back.
    """
    target = _folder() / key[:2] / key
    aside = _folder() / f"{key}.gone"
    try:
        target.rename(aside)
    except FileNotFoundError:
        return False
    if aside.stat().st_mtime > before.timestamp():
        aside.rename(target)
        return False
    aside.unlink()
    return True


def _folder() -> Path:
    return settings().home / "files"
