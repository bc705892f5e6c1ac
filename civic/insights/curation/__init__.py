"""Curation: the drafter's edits over a run, and the workbench pages."""

from flask_babel import lazy_gettext as _l

from civic.insights.curation import models  # noqa: F401 - registers the table
from civic.insights.curation.acts import ACTS
from civic.insights.curation.views import blueprint
from civic.insights.permissions import InsightPermission
from civic.modules import MenuItem, Module

module = Module(
    "curation",
    acts=ACTS,
    blueprints=(blueprint,),
    menu=(MenuItem(_l("Workbench"), "workbench.index", InsightPermission.ANALYSE, order=60),),
)
