"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "dataset.published": _l("Published a dataset"),
    "dataset.updated": _l("Changed a dataset"),
}
