"""A second person who publishes: where an agency asks for one, one sends a summary, another publishes or returns it."""

from civic.insights.approval import models  # noqa: F401 - registers the table
from civic.insights.approval.acts import ACTS
from civic.insights.approval.notices import KINDS
from civic.modules import Module

module = Module("approval", acts=ACTS, notices=KINDS)
