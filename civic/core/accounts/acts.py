"""What the audit events of this module are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTS = {
    "account.code_sent": _l("A code was sent"),
    "account.created": _l("Account made"),
    "account.registered": _l("Registered"),
    "account.signed_in": _l("Signed in"),
    "account.sign_in_failed": _l("Tried to sign in with a wrong password"),
    "account.signed_out": _l("Signed out"),
    "account.password_changed": _l("Set a password"),
    "account.updated": _l("Changed name or language"),
    "account.session_ended": _l("Signed another device out"),
}
