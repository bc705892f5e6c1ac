"""Append-only audit events: `record` is called by every action; administrators read them in words."""

from flask_babel import lazy_gettext as _l

from civic.core.audit import models  # noqa: F401 - registers the table
from civic.core.audit.actions import record
from civic.core.audit.permissions import PERMISSIONS, AuditPermission
from civic.core.audit.views import blueprint
from civic.modules import AdminPage, Module

__all__ = ["module", "record"]

module = Module(
    "audit",
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    admin=(
        AdminPage(
            _l("What was done"), "audit.trail", AuditPermission.READ, _l("Who did what, when; as a file too"), order=60
        ),
    ),
)
