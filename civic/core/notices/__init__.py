"""Notices: what happened to what somebody wrote or follows, told in the portal and by mail.

An action calls `notify` within its transaction; the kinds are declared by the modules (`Module(notices=...)`).
"""

from flask_babel import lazy_gettext as _l

from civic.core.notices.actions import notify, notify_all
from civic.core.notices.personal import erase, export
from civic.core.notices.views import blueprint
from civic.modules import Module, PersonalData

__all__ = ["module", "notify", "notify_all"]

module = Module(
    "notices",
    blueprints=(blueprint,),
    personal_data=(PersonalData("notices", _l("Notices"), export, erase),),
)
