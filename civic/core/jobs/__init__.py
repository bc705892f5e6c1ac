"""Background jobs: durable, enqueued in the caller's own transaction, on the application's own database.

DBOS does the work underneath; nothing outside this folder knows of it. `docs/jobs.md` tells how a job
survives a killed worker.
"""

from civic.core.jobs import models  # noqa: F401 - registers the tables
from civic.core.jobs.engine import prepare_database
from civic.core.jobs.queue import enqueue, perform, progress, run_here
from civic.core.jobs.registry import Job, JobContext, JobState, Progress, job
from civic.modules import Module

__all__ = [
    "Job",
    "JobContext",
    "JobState",
    "Progress",
    "enqueue",
    "job",
    "module",
    "perform",
    "prepare_database",
    "progress",
    "run_here",
]

module = Module("jobs")
