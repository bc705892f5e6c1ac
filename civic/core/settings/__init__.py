"""What a city changes in the browser while the portal runs: declared by modules, kept with its history.

`get("city_name")` is the one way to read one. What needs a restart, such as the database, stays in `civic.config`.
"""

from civic.core.settings import models, ours  # noqa: F401 - registers the table
from civic.core.settings.acts import ACTS
from civic.core.settings.permissions import PERMISSIONS, SettingPermission
from civic.core.settings.values import get, in_language_of_reader, version
from civic.core.settings.views import blueprint
from civic.modules import AdminPage, Module

__all__ = ["get", "in_language_of_reader", "module", "version"]

module = Module(
    "settings",
    acts=ACTS,
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    admin=(AdminPage(ours.TITLE, "settings.show", SettingPermission.CHANGE, ours.HINT, order=40),),
    settings=ours.SETTINGS,
    setup=ours.init_app,
)
