"""Accounts: registering, signing in and out, codes, sessions, roles."""

from flask_babel import lazy_gettext as _l

from civic.core.accounts import admin, models, sessions  # noqa: F401 - registers tables and loader
from civic.core.accounts.commands import user
from civic.core.accounts.permissions import AccountPermission
from civic.core.accounts.views import blueprint
from civic.modules import MenuItem, Module, Role

module = Module(
    "accounts",
    blueprints=(blueprint, admin.blueprint),
    menu=(MenuItem(_l("People"), "admin.people", AccountPermission.ADMINISTER, order=90),),
    permissions={Role.ADMINISTRATOR: frozenset({AccountPermission.ADMINISTER})},
    commands=(user,),
)
