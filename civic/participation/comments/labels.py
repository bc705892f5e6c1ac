"""What people call an author, and the reasons for looking at a comment."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civic.participation.comments.reports import Reason

REASONS = {
    Reason.HATEFUL: _l("Insulting or hateful"),
    Reason.PERSONAL: _l("Personal data"),
    Reason.SPAM: _l("Advertising or a repeated text"),
    Reason.OFF_TOPIC: _l("Not about this question"),
    Reason.OTHER: _l("Something else"),
    Reason.WORDS: _l("A word of the list"),
}


def author_label(name: str | None, outside: str | None) -> str:
    """How a comment's author is shown: by name, or as who it was where the comment was imported from."""
    return name or (_("Participant %(id)s", id=outside) if outside else _("Participant"))
