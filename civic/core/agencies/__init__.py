"""Agencies (perangkat daerah): who owns processes, datasets and services."""

from flask_babel import lazy_gettext as _l

from civic.core.agencies import models  # noqa: F401 - registers the table
from civic.core.agencies.acts import ACTS
from civic.core.agencies.permissions import PERMISSIONS, AgencyPermission
from civic.core.agencies.views import blueprint
from civic.modules import AdminPage, Module

module = Module(
    "agencies",
    acts=ACTS,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    admin=(
        AdminPage(_l("Agencies"), "agencies.index", AgencyPermission.MANAGE, _l("Add, change and retire"), order=20),
    ),
)
