"""Notices: what happened to what somebody wrote or follows, told in the portal and by mail.

An action calls `notify` within its transaction; the kinds are declared by the modules (`Module(notices=...)`).
"""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from civic.core.notices.actions import notify, notify_all
from civic.core.notices.jobs import digest_job, mail_job
from civic.core.notices.personal import erase, erase_choices, export, export_choices
from civic.core.notices.views import blueprint
from civic.modules import Module, PersonalData, Schedule

__all__ = ["module", "notify", "notify_all"]

module = Module(
    "notices",
    blueprints=(blueprint,),
    jobs=(mail_job, digest_job),
    schedules=(Schedule(digest_job.name, timedelta(hours=1)),),
    personal_data=(
        PersonalData("notices", _l("Notices"), export, erase),
        PersonalData("notice_choices", _l("What reaches you by mail"), export_choices, erase_choices),
    ),
)
