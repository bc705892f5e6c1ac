"""Processes: one policy question each, with phases in time, and the activities within."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from civic.modules import MenuItem, Module
from civic.participation.processes import models  # noqa: F401 - registers the tables
from civic.participation.processes.acts import ACTS
from civic.participation.processes.links import activity_url, trail
from civic.participation.processes.open_data import INDICATORS, TABLES
from civic.participation.processes.permissions import PERMISSIONS
from civic.participation.processes.search import PROCESSES
from civic.participation.processes.views import blueprint


def _setup(app: Flask) -> None:
    app.add_template_global(activity_url)
    app.add_template_global(trail)


module = Module(
    "processes",
    acts=ACTS,
    blueprints=(blueprint,),
    menu=(MenuItem(_l("Processes"), "processes.index", order=10),),
    permissions=PERMISSIONS,
    search=(PROCESSES,),
    indicators=INDICATORS,
    tables=TABLES,
    setup=_setup,
)
