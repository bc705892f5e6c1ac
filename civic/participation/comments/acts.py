"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "comment.posted": _l("Posted a comment"),
    "comment.edited": _l("Corrected a comment"),
    "comment.withdrawn": _l("Withdrew a comment"),
    "comment.reported": _l("Reported a comment"),
    "comment.kept": _l("Kept a reported comment"),
    "comment.released": _l("Published a held comment"),
    "comment.hidden": _l("Hid a comment"),
    "comment.unhidden": _l("Showed a hidden comment again"),
}
