"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "demo.loaded": _l("The demonstration was loaded"),
    "demo.removed": _l("The demonstration was removed"),
}
