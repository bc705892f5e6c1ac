"""Analysis runs: reading a corpus in the background."""

from civic.insights.permissions import PERMISSIONS
from civic.insights.runs import models  # noqa: F401 - registers the tables
from civic.insights.runs.acts import ACTS
from civic.insights.runs.commands import consultation, process
from civic.insights.runs.notices import KINDS
from civic.modules import Module

module = Module("runs", acts=ACTS, permissions=PERMISSIONS, commands=(consultation, process), notices=KINDS)
