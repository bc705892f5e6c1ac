"""What is taken as an attachment: pictures and PDFs, judged by their content, written anew, and scanned."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from civic.core import files
from civic.core.attachments.scanning import scan
from civic.core.pictures import MAX_BYTES, redrawn
from civic.core.text import clean_line
from civic.errors import Invalid

MAX_FILES = 4
SIDE, SMALL_SIDE = 1600, 480  # pixels
FIELD = "files"
PDF, JPEG = "application/pdf", "image/jpeg"
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp"


@dataclass(frozen=True)
class Prepared:
    """A file that may be attached: its bytes are in the file store."""

    filename: str
    media_type: str
    key: str
    size_bytes: int
    small_key: str = ""
    width: int | None = None
    height: int | None = None


def prepare(uploads: Sequence[FileStorage]) -> list[Prepared]:
    """Look at what was sent and keep it, before any transaction: drawing and scanning take their time.

    A file that nobody chose (a form's empty field) is none. Raises Invalid at `files`.
    """
    sent = [upload for upload in uploads if upload and upload.filename]
    if len(sent) > MAX_FILES:
        raise Invalid(FIELD, _("Send at most %(num)s files at once.", num=MAX_FILES))
    return [_prepared(upload) for upload in sent]


def _prepared(upload: FileStorage) -> Prepared:
    data = upload.stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Invalid(FIELD, _("This file is larger than %(size)s MB.", size=MAX_BYTES // 1_000_000))
    scan(data, FIELD)
    name = clean_line((upload.filename or "").replace("\\", "/").rpartition("/")[2]).rpartition(".")[0][:150]
    if data[:1024].lstrip().startswith(b"%PDF-"):
        from civic.core.attachments.papers import without_scripts  # late: few processes ever open a PDF

        kept = files.store(io.BytesIO(without_scripts(data, FIELD)))
        return Prepared(f"{name or 'dokumen'}.pdf", PDF, kept.key, kept.size_bytes)
    large, small = redrawn(io.BytesIO(data), FIELD, SIDE, SMALL_SIDE)
    kept = files.store(io.BytesIO(large.data))
    small_key = files.store(io.BytesIO(small.data)).key
    return Prepared(f"{name or 'foto'}.jpg", JPEG, kept.key, kept.size_bytes, small_key, large.width, large.height)
