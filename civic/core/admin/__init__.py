"""The home of the administration: a card for each part that a module brings and this person may open."""

from flask_babel import lazy_gettext as _l

from civic.core.admin.permissions import PERMISSIONS, AdminPermission
from civic.core.admin.views import blueprint
from civic.modules import AdminPage, MenuItem, Module

module = Module(
    "admin",
    blueprints=(blueprint,),
    menu=(MenuItem(_l("Administration"), "admin.home", AdminPermission.OPEN, order=90),),
    permissions=PERMISSIONS,
    admin=(
        AdminPage(
            _l("Jobs and mails"),
            "admin.jobs",
            AdminPermission.RETRY,
            _l("What waits, what failed; try again"),
            order=70,
        ),
    ),
    acts={"job.retried": _l("Tried a failed job again"), "job.dropped": _l("Let a failed job go")},
)
