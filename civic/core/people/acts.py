"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "role.granted": _l("Gave a role"),
    "role.revoked": _l("Took a role away"),
    "account.invited": _l("Invited somebody"),
    "account.disabled": _l("Switched an account off"),
    "account.enabled": _l("Switched an account on again"),
    "account.sessions_ended": _l("Signed somebody out everywhere"),
}
