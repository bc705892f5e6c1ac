"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "summary.sent": _l("Sent a summary for publishing"),
    "summary.returned": _l("Returned a summary that was sent for publishing"),
}
