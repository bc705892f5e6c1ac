"""Consultations: asking for comments on questions."""

from flask_babel import lazy_gettext as _l

from civic.modules import ActivityKind, Module
from civic.participation.consultations import models
from civic.participation.consultations.acts import ACTS
from civic.participation.consultations.search import CONSULTATIONS
from civic.participation.consultations.views import blueprint

module = Module(
    "consultations",
    acts=ACTS,
    blueprints=(blueprint,),
    activities=(ActivityKind(models.CONSULTATION, _l("Consultation"), "consultations.show"),),
    search=(CONSULTATIONS,),
)
