"""What can be wrong with doing something to a comment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from civic.errors import Conflict


class PhaseClosed(Conflict):
    """The activity takes no comments now."""

    default = _l("This is not open for comments (any more).")


class Gone(Conflict):
    """The comment was withdrawn or hidden: its text is shown to nobody, and nothing is done to it."""

    default = _l("This comment is no longer there.")
