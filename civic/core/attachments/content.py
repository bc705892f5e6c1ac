"""What is taken as an attachment: pictures and PDFs, judged by their content, written anew, and scanned."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject
from werkzeug.datastructures import FileStorage

from civic.core import files
from civic.core.attachments.scanning import scan
from civic.core.pictures import MAX_BYTES, redrawn
from civic.core.text import clean_line
from civic.errors import Invalid

MAX_FILES = 4
MAX_PAGES = 500
SIDE, SMALL_SIDE = 1600, 480  # pixels
FIELD = "files"
PDF, JPEG = "application/pdf", "image/jpeg"
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp"
# What the reader of PDFs meets in broken and hostile ones.
_UNREADABLE = (PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)
_LEFT_BEHIND = ("/AA", "/Metadata", "/PieceInfo")  # what happens by itself, and where a page comes from


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
        kept = files.store(io.BytesIO(_without_scripts(data)))
        return Prepared(f"{name or 'dokumen'}.pdf", PDF, kept.key, kept.size_bytes)
    large, small = redrawn(io.BytesIO(data), FIELD, SIDE, SMALL_SIDE)
    kept = files.store(io.BytesIO(large.data))
    small_key = files.store(io.BytesIO(small.data)).key
    return Prepared(f"{name or 'foto'}.jpg", JPEG, kept.key, kept.size_bytes, small_key, large.width, large.height)


def _without_scripts(data: bytes) -> bytes:
    """The pages of a PDF alone: no scripts, no files within, no forms, nobody's name in its properties."""
    try:
        reader, writer = PdfReader(io.BytesIO(data)), PdfWriter()
        if reader.is_encrypted:
            raise Invalid(FIELD, _("This PDF is locked with a password. Send it without one."))
        if len(reader.pages) > MAX_PAGES:
            raise Invalid(FIELD, _("This PDF has more than %(num)s pages.", num=MAX_PAGES))
        for page in reader.pages:
            fresh = writer.add_page(page)
            for key in _LEFT_BEHIND:
                fresh.pop(key, None)
            notes = fresh.get("/Annots", ArrayObject()).get_object()  # often told elsewhere, by reference
            fresh[NameObject("/Annots")] = ArrayObject(note for note in notes if _is_link(note))
        writer.metadata = None
        out = io.BytesIO()
        writer.write(out)
    except _UNREADABLE:
        raise Invalid(FIELD, _("This PDF cannot be read. Save it anew and try again.")) from None
    if not reader.pages or out.tell() > 2 * MAX_BYTES:
        raise Invalid(FIELD, _("This PDF cannot be read. Save it anew and try again."))
    return out.getvalue()


def _is_link(note: PdfObject) -> bool:
    """Whether an annotation leads to an address and does nothing else."""
    found = note.get_object() if isinstance(note, IndirectObject) else note
    if not isinstance(found, DictionaryObject) or found.get("/Subtype") != "/Link" or "/AA" in found:
        return False
    action = found.get("/A")
    action = action.get_object() if isinstance(action, IndirectObject) else action
    return isinstance(action, DictionaryObject) and action.get("/S") == "/URI" and "/Next" not in action
