"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "analysis.started": _l("Started an analysis"),
    "analysis.finished": _l("An analysis was finished"),
}
