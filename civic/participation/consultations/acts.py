"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "consultation.created": _l("Made a consultation"),
    "consultation.updated": _l("Changed a consultation"),
}
