"""The features of a corpus, kept from one learning to the next: reading them takes most of the time that one takes."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from civic import __version__
from civic.config import settings

if TYPE_CHECKING:
    from civic.analysis.learning import Features

KEPT_BYTES = 500_000_000  # 3 kB a comment
DAMAGED = (OSError, ValueError, KeyError, zipfile.BadZipFile)


def features_of(texts: Sequence[str], campaigns: Sequence[int | None]) -> Features:
    """What a learner sees of these texts: as it was kept while they say the same, else read now."""
    from civic.analysis.learning import Features, read_features  # late: pages need no scikit-learn

    folder = settings().home / "cache" / "features"
    path = folder / f"{_digest(texts, campaigns)}.npz"
    try:
        found = Features.load(path)
    except DAMAGED:
        found = read_features(texts, campaigns, settings().analysis_jobs)
        _keep(found, path)
    else:
        path.touch()  # the longest unused one goes first
    return found


def _keep(features: Features, path: Path) -> None:
    """Whole or not at all; without room for it, the next learning reads again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz") as file:
            features.save(Path(file.name))
            path.unlink(missing_ok=True)
            path.hardlink_to(file.name)
        _forget_old_ones(path.parent)
    except OSError:
        path.unlink(missing_ok=True)


def _forget_old_ones(folder: Path) -> None:
    """The newest stays in any case."""
    files = sorted(folder.glob("*.npz"), key=lambda kept: -kept.stat().st_mtime)
    total = 0
    for number, file in enumerate(files):
        total += file.stat().st_size
        if number and total > KEPT_BYTES:
            file.unlink(missing_ok=True)


def _digest(texts: Iterable[str], campaigns: Iterable[int | None]) -> str:
    digest = hashlib.sha256(__version__.encode())
    for text, campaign in zip(texts, campaigns, strict=True):
        digest.update(f"{campaign}:{len(text)}:{text}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]
