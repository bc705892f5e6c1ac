"""Following: being told when something is answered or somebody replies."""

from flask_babel import lazy_gettext as _l

from civic.modules import Module, PersonalData
from civic.participation.follows import personal

module = Module(
    "follows", personal_data=(PersonalData("follows", _l("What I follow"), personal.export, personal.erase),)
)
