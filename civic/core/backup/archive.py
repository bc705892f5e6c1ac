"""The file of a backup: a tar archive whose last member, manifest.json, says what all the others must be."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO

from civic.core.commands import fail

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: each part with its size and SHA-256."""

    civic: str
    made_at: str
    database: str
    revision: str
    own_secret: bool
    format: int = FORMAT
    parts: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        return sum(size for size, _digest in self.parts.values())


def write(target: Path, manifest: Manifest, parts: Mapping[str, Path]) -> Manifest:
    """Write an archive (compressed when its name ends with gz), whole or not at all."""
    unfinished = target.with_name(f".{target.name}.part")
    found: dict[str, tuple[int, str]] = {}
    try:
        with tarfile.open(unfinished, "w:gz" if target.suffix == ".gz" else "w") as archive:
            for name, path in parts.items():
                with contextlib.suppress(FileNotFoundError):  # the portal goes on working, and lets go of files
                    found[name] = _add(archive, name, path)
            manifest = replace(manifest, parts=found)
            text = json.dumps(asdict(manifest), indent=1).encode()
            archive.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise fail(f"{target} cannot be written ({error.strerror or error}).") from None
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return manifest


def read(source: Path) -> Manifest:
    """The manifest, after every part was read and found to be what it says."""
    found: dict[str, tuple[int, str]] = {}
    manifest = None
    with _opened(source) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None or not _is_safe(member.name):
                raise fail(f"{source} is not a backup of Civic: it holds {member.name!r}.")
            if member.name == MANIFEST:
                manifest = _parsed(source, file.read())
            else:
                found[member.name] = (member.size, _digest(file))
    if manifest is None:
        raise fail(f"{source} is not whole: its manifest is missing.")
    if manifest.format != FORMAT:
        raise fail(f"{source} is of format {manifest.format}; this Civic reads {FORMAT}.")
    wrong = sorted(name for name in manifest.parts.keys() | found.keys() if manifest.parts.get(name) != found.get(name))
    if wrong:
        raise fail(f"{source} is damaged: {wrong[0]} is not what was backed up ({len(wrong)} of {len(found)} parts).")
    return manifest


def unpack(source: Path, manifest: Manifest, folder: Path) -> None:
    """Put the parts into a folder."""
    (folder / "home").mkdir()
    with _opened(source) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None or member.name not in manifest.parts:
                continue
            path = folder / member.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as target:
                while chunk := file.read(CHUNK_BYTES):
                    target.write(chunk)


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:*") as archive:
            yield archive
    except FileNotFoundError:
        raise fail(f"There is no file {source}.") from None
    except (tarfile.TarError, EOFError, OSError) as error:
        reason = str(error).partition("\n")[0].rstrip(": ")
        raise fail(f"{source} cannot be read as a backup ({reason}).") from None


def _parsed(source: Path, text: bytes) -> Manifest:
    try:
        values = json.loads(text)
        parts = {name: (int(size), str(digest)) for name, (size, digest) in values.pop("parts").items()}
        return Manifest(**values, parts=parts)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise fail(f"{source} is not a backup of Civic: its manifest cannot be read.") from None


def _is_safe(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name == MANIFEST or (len(parts) > 1 and parts[0] in ("database", "home") and ".." not in parts)


def _add(archive: tarfile.TarFile, name: str, path: Path) -> tuple[int, str]:
    """Put a file into the archive; its size and SHA-256."""
    with path.open("rb") as file:
        digest = _digest(file)
        size = file.tell()
        file.seek(0)
        archive.addfile(_member(name, size), file)
    return size, digest


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()
