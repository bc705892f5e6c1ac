"""The workbench: the pages on which drafters analyse, curate, answer and publish."""

from flask_babel import lazy_gettext as _l

from civic.insights.permissions import InsightPermission
from civic.insights.workbench import approving, comparing, desk, framing, mapping, progress, publishing, views  # noqa: F401 - their pages
from civic.insights.workbench.blocks import on_imported
from civic.insights.workbench.blueprint import blueprint
from civic.modules import Block, MenuItem, Module

module = Module(
    "workbench",
    blueprints=(blueprint,),
    blocks=(Block("imported", on_imported),),
    menu=(MenuItem(_l("Workbench"), "workbench.index", InsightPermission.ANALYSE, order=60),),
)
