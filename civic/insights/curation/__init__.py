"""Curation: the drafter's edits over a run, carried over to the next one."""

from civic.insights.curation import models  # noqa: F401 - registers the table
from civic.insights.curation.acts import ACTS
from civic.insights.curation.jobs import analyse_job
from civic.modules import Module

module = Module("curation", acts=ACTS, jobs=(analyse_job,))
