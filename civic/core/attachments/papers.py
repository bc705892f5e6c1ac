"""PDFs that people send, written anew."""

from __future__ import annotations

import io

from flask_babel import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject

from civic.core.pictures import MAX_BYTES
from civic.errors import Invalid

MAX_PAGES = 500
# What the reader of PDFs meets in broken and hostile ones.
_UNREADABLE = (PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)
_LEFT_BEHIND = ("/AA", "/Metadata", "/PieceInfo")  # what happens by itself, and where a page comes from


def without_scripts(data: bytes, field: str) -> bytes:
    """The pages of a PDF alone: no scripts, no files within, no forms, nobody's name in its properties.

    Raises Invalid at `field`.
    """
    try:
        reader, writer = PdfReader(io.BytesIO(data)), PdfWriter()
        if reader.is_encrypted:
            raise Invalid(field, _("This PDF is locked with a password. Send it without one."))
        if len(reader.pages) > MAX_PAGES:
            raise Invalid(field, _("This PDF has more than %(num)s pages.", num=MAX_PAGES))
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
        raise Invalid(field, _("This PDF cannot be read. Save it anew and try again.")) from None
    if not reader.pages or out.tell() > 2 * MAX_BYTES:
        raise Invalid(field, _("This PDF cannot be read. Save it anew and try again."))
    return out.getvalue()


def _is_link(note: PdfObject) -> bool:
    """Whether an annotation leads to an address and does nothing else."""
    found = note.get_object() if isinstance(note, IndirectObject) else note
    if not isinstance(found, DictionaryObject) or found.get("/Subtype") != "/Link" or "/AA" in found:
        return False
    action = found.get("/A")
    action = action.get_object() if isinstance(action, IndirectObject) else action
    return isinstance(action, DictionaryObject) and action.get("/S") == "/URI" and "/Next" not in action
