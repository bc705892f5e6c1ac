"""Files that people upload, look at, and then do something with; and how long they are kept meanwhile."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from sqlalchemy import String, delete, select
from sqlalchemy.orm import mapped_column

from civic.core.db.transactions import transaction
from civic.core.db.types import utcnow
from civic.core.files import StoredFile, discard, store
from civic.core.text import clean_line
from civic.extensions import Model, db

KEPT = timedelta(days=1)
_NAMES_A_FILE = "names_a_file"
# A column that names bytes in the file store: they are not let go of while any row names them.
FileKey = Annotated[str, mapped_column(String(64), info={_NAMES_A_FILE: True})]


@dataclass(frozen=True)
class File:
    """A file that somebody brought: where it lies, and the name it came under."""

    path: Path
    name: str


@contextmanager
def received(stream: BinaryIO, name: str) -> Iterator[File]:
    """The stream as a file for as long as it is looked at; nothing of it is kept."""
    with tempfile.NamedTemporaryFile() as file:
        shutil.copyfileobj(stream, file)
        file.flush()
        yield File(Path(file.name), clean_line(Path(name).name)[:200] or "data.csv")


def keep(file: File) -> StoredFile:
    """Put what was received into the file store."""
    with file.path.open("rb") as stream:
        return store(stream)


def forget(kind: Any) -> int:
    """Let go of uploads of this kind after a day, from the store too; returns how many.

    Each in its own transaction, its file before the end of it: what is cut short is done by the next call.
    """
    before, gone = utcnow() - KEPT, 0
    expired = select(kind.id, kind.original_key).where(kind.created_at < before).order_by(kind.id)
    for upload_id, key in db.session.execute(expired.limit(1_000)).all():
        with transaction():
            db.session.execute(delete(kind).where(kind.id == upload_id))
            if not is_named(key):
                discard(key, before)
            gone += 1
    return gone


def is_named(key: str) -> bool:
    """Whether a row of any module names these bytes."""
    columns = (c for table in Model.metadata.tables.values() for c in table.columns if _NAMES_A_FILE in c.info)
    return any(db.session.scalar(select(column).where(column == key).limit(1)) is not None for column in columns)
