"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "agency.created": _l("Added an agency"),
    "agency.updated": _l("Changed an agency"),
    "agency.retired": _l("Retired an agency"),
    "agency.restored": _l("Brought a retired agency back"),
}
