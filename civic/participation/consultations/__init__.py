"""Consultations: asking for comments on questions."""

from flask_babel import lazy_gettext as _l

from civic.modules import ActivityKind, Module
from civic.participation.consultations import models
from civic.participation.consultations.acts import ACTS
from civic.participation.consultations.queries import questions_ever_asked
from civic.participation.consultations.search import CONSULTATIONS
from civic.participation.consultations.views import blueprint

module = Module(
    "consultations",
    acts=ACTS,
    blueprints=(blueprint,),
    activities=(
        ActivityKind(
            models.CONSULTATION,
            _l("Consultation"),
            "consultations.show",
            new=("consultations.new", _l("Add a consultation")),
            parts=questions_ever_asked,
        ),
    ),
    search=(CONSULTATIONS,),
)
