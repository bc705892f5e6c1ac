"""Handing out an attachment, once the module whose thing it is has said that the reader may have it."""

from __future__ import annotations

from flask import Response, send_file

from civic.core.attachments.models import Attachment
from civic.core.files import path_of


def send(attachment: Attachment, *, small: bool = False) -> Response:
    """The file, or a picture's small copy. Copies of it are asked about again: what is gone is gone."""
    key = attachment.small_key if small and attachment.small_key else attachment.file_key
    response = send_file(
        path_of(key),
        mimetype=attachment.media_type,
        download_name=attachment.filename,
        as_attachment=not attachment.is_picture,
        etag=key,
        max_age=0,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response
