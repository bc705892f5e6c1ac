"""People as administrators see them: who they are, what roles they hold, who may come in."""

from flask_babel import lazy_gettext as _l

from civic.core.people.acts import ACTS
from civic.core.people.commands import user
from civic.core.people.permissions import AccountPermission
from civic.core.people.views import blueprint
from civic.modules import AdminPage, Module, Role

module = Module(
    "people",
    acts=ACTS,
    blueprints=(blueprint,),
    admin=(
        AdminPage(
            _l("People and roles"),
            "people.show",
            AccountPermission.ADMINISTER,
            _l("Invite, give roles, switch accounts off"),
            order=10,
        ),
    ),
    permissions={Role.ADMINISTRATOR: frozenset({AccountPermission.ADMINISTER})},
    commands=(user,),
)
