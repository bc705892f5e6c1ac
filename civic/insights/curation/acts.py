"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "curation.carried": _l("Edits were carried to a newer analysis"),
    "theme.rename": _l("Renamed a theme"),
    "theme.merge": _l("Merged themes"),
    "theme.move": _l("Moved comments to another theme"),
    "theme.split": _l("Split comments off as a theme of their own"),
    "theme.confirm": _l("Confirmed comments in their theme"),
    "theme.exclude": _l("Set comments aside"),
    "theme.mark": _l("Marked a theme as the view of a minority"),
    "theme.unmark": _l("Took the mark of a minority from a theme"),
    "theme.assign": _l("Gave a theme to a colleague to answer"),
    "theme.remark": _l("Wrote to colleagues about a theme"),
    "theme.hide": _l("Hid a theme"),
    "theme.show": _l("Showed a hidden theme again"),
    "theme.note": _l("Wrote a note on a theme"),
    "theme.respond": _l("Wrote the city's answer to a theme"),
    "theme.link": _l("Put evidence beside a theme"),
    "theme.unlink": _l("Took evidence away from a theme"),
    "theme.undo": _l("Took an edit of a theme back"),
    "theme.redo": _l("Did an edit of a theme again"),
}
