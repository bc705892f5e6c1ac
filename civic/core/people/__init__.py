"""People as administrators see them: who they are, what roles they hold, who may come in."""

from flask_babel import lazy_gettext as _l

from civic.core.people.commands import user
from civic.core.people.permissions import AccountPermission
from civic.core.people.views import blueprint
from civic.modules import MenuItem, Module, Role

module = Module(
    "people",
    blueprints=(blueprint,),
    menu=(MenuItem(_l("People"), "admin.people", AccountPermission.ADMINISTER, order=90),),
    permissions={Role.ADMINISTRATOR: frozenset({AccountPermission.ADMINISTER})},
    commands=(user,),
)
