"""What can be wrong with an import."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from civic.errors import CivicError, NotFound


class BadFile(CivicError):
    """The file or some of its rows cannot be imported; nothing was."""

    status = 422


class NoUpload(NotFound):
    """The file was let go of, or is another person's."""

    default = _l("This file is no longer kept. Upload it again.")
