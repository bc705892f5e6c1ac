"""Backup and restore of a whole portal: the database and the files at one moment, checked before they are put back.

Files are named by their content and stored before the row that names them is committed. So the database is copied
first, under one snapshot, and then the files that were there at that moment: nothing stands still meanwhile.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from alembic.script import ScriptDirectory

from civic import __version__
from civic.config import Config
from civic.core.backup import postgres, sqlite
from civic.core.backup.archive import Manifest, read, unpack, write
from civic.core.commands import fail
from civic.core.db import versions
from civic.core.db.schema import MIGRATIONS, is_new, upgrade
from civic.extensions import db

NOTE = "last_backup.json"
BACKUP, RESTORE, REMAINS_S = ".backup-", ".restore-", 24 * 3600
# Made again by themselves, or kept in the database part.
LEFT_OUT = ("cache", "failing", "outbox", "translations", "civic.db", "civic.db-wal", "civic.db-shm", NOTE)


def back_up(config: Config, target: Path, *, replace: bool) -> Manifest:
    """Write everything that the portal keeps into one archive, while it goes on working."""
    if target.exists() and not replace:
        raise fail(f"{target} exists; choose another name or add --force.")
    _forget_remains(config.home)
    with tempfile.TemporaryDirectory(dir=config.home, prefix=BACKUP) as folder:
        database = Path(folder) / "database"
        database.mkdir()
        revision = _engine(config).dump(config, database)
        moment = datetime.now(UTC)
        manifest = Manifest(
            civic=__version__,
            made_at=moment.isoformat(timespec="seconds"),
            database="sqlite" if config.is_sqlite else "postgresql",
            revision=revision,
            own_secret=not config.secret_key,
        )
        parts = {f"database/{path.name}": path for path in sorted(database.iterdir())}
        parts |= {f"home/{path.relative_to(config.home)}": path for path in _files(config.home, moment)}
        manifest = write(target, manifest, parts)
    (config.home / NOTE).write_text(json.dumps({"made_at": manifest.made_at, "file": str(target.resolve())}))
    return manifest


def put_back(config: Config, source: Path, *, replace: bool) -> Manifest:
    """Make the portal what the archive says. The archive is read whole and checked before anything is changed."""
    manifest = read(source)
    _check_fits(config, manifest)
    if not replace and not is_new():
        raise fail("There is a portal here already; with --force it is replaced by the backup.")
    with tempfile.TemporaryDirectory(dir=config.home, prefix=RESTORE) as folder:
        unpack(source, manifest, Path(folder))
        for path in sorted((Path(folder) / "home").rglob("*")):
            if path.is_file():
                place = config.home / path.relative_to(Path(folder) / "home")
                place.parent.mkdir(parents=True, exist_ok=True)
                path.replace(place)
        versions.forget()
        _engine(config).load(config, Path(folder) / "database", manifest.revision)
    upgrade()
    shutil.rmtree(config.home / "cache", ignore_errors=True)
    return manifest


def _check_fits(config: Config, manifest: Manifest) -> None:
    ours = "sqlite" if config.is_sqlite else "postgresql"
    if manifest.database != ours:
        raise fail(f"The backup is of a {manifest.database} database; CIVIC_DATABASE_URL names a {ours} one.")
    if manifest.revision not in {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}:
        raise fail(f"The backup was made by a newer Civic ({manifest.civic}); install that version first.")
    if not manifest.own_secret and not config.secret_key:
        raise fail(
            "The backup was made with CIVIC_SECRET_KEY set; set the same one, or nobody's session and code holds."
        )


def _forget_remains(home: Path) -> None:
    """Remove what a backup or restore that was killed left behind: a copy of all that people told the portal."""
    for name in (BACKUP, RESTORE):
        for folder in home.glob(f"{name}*"):
            if time.time() - folder.stat().st_mtime > REMAINS_S:
                shutil.rmtree(folder, ignore_errors=True)


def _files(home: Path, moment: datetime) -> list[Path]:
    """What is kept under CIVIC_HOME as of a moment. Of stored files all: bytes stored again look new."""
    return sorted(
        path
        for path in home.rglob("*")
        if not path.name.startswith(".")  # half written, and gone the next moment
        and not path.relative_to(home).parts[0].startswith((".", *LEFT_OUT))
        and path.is_file()
        and not path.is_symlink()
        and (path.is_relative_to(home / "files") or path.stat().st_mtime <= moment.timestamp())
    )


def _engine(config: Config) -> ModuleType:
    db.session.remove()
    return sqlite if config.is_sqlite else postgres
