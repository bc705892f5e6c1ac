"""A person's own data: all of it for them to take, and all of it gone when they leave.

What there is, each module says (`Module.personal_data`); this room gathers it and lets it go.
"""

from flask_babel import lazy_gettext as _l

from civic.core.privacy.views import blueprint
from civic.modules import Module

module = Module(
    "privacy",
    blueprints=(blueprint,),
    acts={"account.erased": _l("Deleted their account")},
)
