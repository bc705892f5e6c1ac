"""Consultations: asking for comments on questions."""

from civic.modules import Module
from civic.participation.consultations import models  # noqa: F401 - registers the tables
from civic.participation.consultations.commands import consultation
from civic.participation.consultations.views import blueprint

module = Module("consultations", blueprints=(blueprint,), commands=(consultation,))
