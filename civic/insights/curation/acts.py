"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "curation.carried": _l("Edits were carried to a newer analysis"),
    "theme.rename": _l("Renamed a theme"),
    "theme.merge": _l("Merged themes"),
    "theme.move": _l("Moved a comment to another theme"),
    "theme.hide": _l("Hid a theme"),
    "theme.show": _l("Showed a hidden theme again"),
    "theme.note": _l("Wrote a note on a theme"),
    "theme.respond": _l("Wrote the city's answer to a theme"),
    "theme.link": _l("Put evidence beside a theme"),
    "theme.unlink": _l("Took evidence away from a theme"),
    "theme.undo": _l("Took an edit of a theme back"),
}
