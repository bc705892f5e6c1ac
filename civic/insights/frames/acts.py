"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "frame.kept": _l("Kept themes as a code frame"),
    "frame.revised": _l("Changed a code frame"),
    "frame.removed": _l("Removed a code frame"),
}
